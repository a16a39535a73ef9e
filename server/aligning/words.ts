import type { Range } from '#server/text/range.ts'

/** Letters, digits and signs that are read aloud; the rest is punctuation, white space or a picture. */
const sounding = String.raw`[\p{L}\p{M}\p{N}\p{Sc}%‰&+=@#§°]`
const word = new RegExp(String.raw`${sounding}(?:[^\s—–…]*${sounding})?`, 'gu')

/** The words of a text: what is written without white space or a dash in it, less the punctuation around it. */
export function findWords(text: string): Range[] {
  return [...text.matchAll(word)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
}
