import type { Range } from './range.ts'
import { clauseEnds, splitUtterances } from './split-utterances.ts'

/** UTF-16 units of the beginning, at most: more than two seconds of speech. */
const firstLength = 36
/** Of a clause that is taken whole. */
const leastClause = 12

/**
 * Cuts a text for somebody who waits to hear it: a short beginning, at its first clause if that ends soon, and then pieces
 * that may each be twice as long as the one before, so that each can be made ready while the one before is heard. They cover
 * the text; what is short is one piece.
 * @param unbroken stretches that no cut is to fall into, in order
 */
export function splitGrowing(text: string, language: string, unbroken: Range[] = []): Range[] {
  const pieces: Range[] = []
  const clause = findFirstClause(text, unbroken)
  if (clause) pieces.push({ start: 0, end: clause })
  let from = clause ?? 0
  for (let most = clause ? 2 * firstLength : firstLength; from < text.length; most *= 2) {
    const left = unbroken.filter(({ start }) => start >= from)
    const inside = left.map(({ start, end }) => ({ start: start - from, end: end - from }))
    const [piece] = splitUtterances(text.slice(from), language, most, [], inside)
    pieces.push({ start: from, end: from + piece!.end })
    from += piece!.end
  }
  return pieces
}

/** Where the first clause ends, and the white space behind it; undefined when that is too soon or too late, or nothing is left. */
function findFirstClause(text: string, unbroken: Range[]): number | undefined {
  if (text.trim().length <= firstLength) return undefined
  const beginning = text.slice(0, firstLength + 1)
  const ends = clauseEnds.flatMap((kind) =>
    Array.from(beginning.matchAll(kind), (match) => match.index + match[0].length),
  )
  const isInside = (at: number) => unbroken.some(({ start, end }) => start < at && at < end)
  const borders = ends.map((end) => end + /^\s*/.exec(text.slice(end))![0].length)
  return borders
    .toSorted((a, b) => a - b)
    .find((at) => text.slice(0, at).trim().length >= leastClause && at < text.trimEnd().length && !isInside(at))
}
