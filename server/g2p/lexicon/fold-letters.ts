import { asciiLetters } from '#server/text/ascii-names.ts'

/** Without accents and foreign letters: `Łódź` is `Lodz`, `Œdipus` is `OEdipus`. Letters of other scripts stay. */
export function foldLetters(word: string): string {
  if (/^\p{ASCII}*$/u.test(word)) return word
  const bare = word.normalize('NFKD').replace(/\p{M}/gu, '')
  return bare.replace(/\P{ASCII}/gu, (letter) => asciiLetters[letter] ?? letter)
}
