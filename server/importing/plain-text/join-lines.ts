import { collapseWhiteSpace } from '../imported-document.ts'

/** Joins the trimmed lines of one paragraph into one line of text. */
export type JoinLines = (lines: string[]) => string

/** @param text the whole document: whether "exam-/ple" is "example" shows in how the word is written elsewhere */
export function lineJoiner(text: string): JoinLines {
  const keepsHyphen = hyphenKeeper(text)
  return (lines) => collapseWhiteSpace(lines.reduce((joined, line) => joinTwo(joined, line, keepsHyphen)))
}

function joinTwo(left: string, right: string, keepsHyphen: (left: string, right: string) => boolean): string {
  if (/\S(?:--|—)$/.test(left) || /^(?:--|—)\S/.test(right)) return left + right
  const [head] = /[\p{L}\p{M}'’]+(?=[-\u00ad\u2010]$)/u.exec(left) ?? []
  const [tail] = /^[\p{Ll}\p{M}'’]+/u.exec(right) ?? []
  if (!head || !tail) return `${left} ${right}`
  return left.endsWith('\u00ad') || !keepsHyphen(head, tail) ? left.slice(0, -1) + right : left + right
}

const brokenWord = /([\p{L}\p{M}'’]+)[-\u2010]\n[ \t]*([\p{Ll}\p{M}'’]+)/gu

/**
 * A hyphen at a line end goes when the joined word occurs elsewhere, stays when the hyphenated one does, and where
 * neither is seen goes with the majority of the others; a text without evidence keeps its hyphens.
 */
function hyphenKeeper(text: string): (left: string, right: string) => boolean {
  const broken = [...text.matchAll(brokenWord)].map(([, left, right]) => [left!, right!] as const)
  if (broken.length === 0) return () => true
  const words = new Set(text.toLowerCase().match(/[\p{L}\p{M}'’]+(?:-[\p{L}\p{M}'’]+)*/gu))
  const isJoined = (left: string, right: string) => words.has((left + right).toLowerCase())
  const isHyphenated = (left: string, right: string) => words.has(`${left}-${right}`.toLowerCase())
  const joined = broken.filter(([left, right]) => isJoined(left, right)).length
  const hyphenated = broken.filter(([left, right]) => isHyphenated(left, right)).length
  return (left, right) => isHyphenated(left, right) || (!isJoined(left, right) && hyphenated >= joined)
}
