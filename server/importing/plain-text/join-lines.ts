import { isCompound, isEnglish, isEnglishWord } from '../document/compound-words.ts'
import { collapseWhiteSpace } from '../document/imported-document.ts'

/** Joins the trimmed lines of one paragraph into one line of text. */
export type JoinLines = (lines: string[]) => string

/** @param text the whole document: whether "exam-/ple" is "example" shows in how the word is written elsewhere */
export function lineJoiner(text: string): JoinLines {
  const keepsHyphen = hyphenKeeper(text)
  return (lines) => {
    const [first = '', ...rest] = lines
    const pieces = [first]
    for (const line of rest) pieces.push(...joint(pieces, line, keepsHyphen))
    return collapseWhiteSpace(pieces.join(''))
  }
}

/** No word at the end of a line is longer; more of it is not looked at. */
const longestWord = 100

/** What comes behind the pieces so far, of which the last loses its hyphen where that only divides a word. */
function joint(pieces: string[], right: string, keepsHyphen: (left: string, right: string) => boolean): string[] {
  const left = pieces.at(-1)!.slice(-longestWord)
  if (/["”’)]-$/.test(left) && /^\p{L}/u.test(right)) return [right]
  if (/\S(?:--|—)$/.test(left) || /^(?:--|—)\S/.test(right)) return [right]
  const [head] = /[\p{L}\p{M}'’]+(?:-[\p{L}\p{M}'’]+)*(?=[-\u00ad\u2010]$)/u.exec(left) ?? []
  const [tail] = /^[\p{Ll}\p{M}'’]{1,100}/u.exec(right) ?? []
  if (!head || !tail) return [' ', right]
  if (left.endsWith('\u00ad') || !keepsHyphen(head, tail)) pieces.push(pieces.pop()!.slice(0, -1))
  return [right]
}

const brokenWord = /(?<![\p{L}\p{M}'’])([\p{L}\p{M}'’]+)[-\u2010]\n[ \t]*([\p{Ll}\p{M}'’]+)/gu

/**
 * A hyphen at a line end goes when the joined word occurs elsewhere, stays when the hyphenated one does or two English
 * words make one, and else goes with the majority of the others; a text without evidence keeps its hyphens.
 */
function hyphenKeeper(text: string): (left: string, right: string) => boolean {
  const broken = [...text.matchAll(brokenWord)].map(([, left, right]) => [left!, right!] as const)
  if (broken.length === 0) return () => true
  const words = new Set(text.toLowerCase().match(/[\p{L}\p{M}'’]+(?:-[\p{L}\p{M}'’]+)*/gu))
  const isJoined = (left: string, right: string) => words.has((left + right).toLowerCase())
  const isHyphenated = (left: string, right: string) => words.has(`${left}-${right}`.toLowerCase())
  const joined = broken.filter(([left, right]) => isJoined(left, right)).length
  const hyphenated = broken.filter(([left, right]) => isHyphenated(left, right)).length
  const knowsEnglish = isEnglish(words)
  return (left, right) => {
    if (isHyphenated(left, right)) return true
    if (isJoined(left, right)) return false
    if (!knowsEnglish) return hyphenated >= joined
    const isWord = isEnglishWord(`${left}${right}`.toLowerCase())
    return isCompound(left, right) || (hyphenated >= joined && !isWord)
  }
}
