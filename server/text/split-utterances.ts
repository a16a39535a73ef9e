import { runAtOnce } from '#server/base/give-way.ts'
import { isInsidePair } from './code-points.ts'
import type { Range } from './range.ts'
import { splitSentencesInSteps } from './sentences.ts'

/**
 * Cuts a text into what one engine call each says: consecutive ranges that cover it whole and hold as many sentences as fit.
 * A sentence that does not fit is cut at clause punctuation, else at a comma, at white space, or anywhere but inside a
 * grapheme. Grouping goes from the start on: editing a sentence moves no border before the one in front of it.
 *
 * White space stays with the words before it, and no range has only white space unless the whole text has; so a range
 * may be longer than `maxCharacters` by the white space at its ends, or when a single grapheme is.
 * @param maxCharacters UTF-16 units, at least 1
 * @param cuts where to cut in any case, in any order. A cut with nothing but white space on one side makes no range.
 * @param unbroken stretches that no cut is to fall into, in order, unless one is longer than what may stand together
 */
export function splitUtterances(
  text: string,
  language: string,
  maxCharacters: number,
  cuts: number[],
  unbroken: Range[] = [],
): Range[] {
  return runAtOnce(splitUtterancesInSteps(text, language, maxCharacters, cuts, unbroken))
}

/** The same for who has others to let through. */
export function* splitUtterancesInSteps(
  text: string,
  language: string,
  maxCharacters: number,
  cuts: number[],
  unbroken: Range[],
): Generator<void, Range[]> {
  const ranges: Range[] = []
  for (const part of withoutBlanks(text, cutAt(text, cuts))) {
    const sentences = yield* splitSentencesInSteps(text.slice(part.start, part.end), language)
    yield
    const moved = sentences.map(({ start, end }) => ({ start: start + part.start, end: end + part.start }))
    const pieces = moved.flatMap((sentence) => cutLongSentence(text, sentence, maxCharacters, unbroken))
    ranges.push(...group(pieces, maxCharacters))
  }
  return ranges
}

function cutAt(text: string, cuts: number[]): Range[] {
  const inside = cuts.filter((cut) => cut > 0 && cut < text.length && !isInsidePair(text, cut))
  const borders = [0, ...[...new Set(inside)].sort((a, b) => a - b), text.length]
  return borders.slice(1).map((end, k) => ({ start: borders[k]!, end }))
}

/** Gives each range of white space to the one before it, at the start of the text to the one behind. */
function withoutBlanks(text: string, ranges: Range[]): Range[] {
  const joined: Range[] = []
  let lastIsBlank = false
  for (const range of ranges) {
    const isBlank = text.slice(range.start, range.end).trim() === ''
    const last = joined.at(-1)
    if (last && (isBlank || lastIsBlank)) last.end = range.end
    else if (range.end > range.start) joined.push(range)
    lastIsBlank = isBlank && (last === undefined || lastIsBlank)
  }
  return joined
}

function group(pieces: Range[], maxCharacters: number): Range[] {
  const groups: Range[] = []
  for (const piece of pieces) {
    const last = groups.at(-1)
    if (last && piece.end - last.start <= maxCharacters) last.end = piece.end
    else groups.push(piece)
  }
  return groups
}

function cutLongSentence(text: string, { start, end }: Range, maxCharacters: number, unbroken: Range[]): Range[] {
  const contentEnd = start + text.slice(start, end).trimEnd().length
  const pieces: Range[] = []
  let from = start
  let contentStart = skipSpace(text, start)
  while (contentEnd - contentStart > maxCharacters) {
    const cut = skipSpace(text, bestCut(text, contentStart, contentStart + maxCharacters, unbroken))
    if (cut >= contentEnd || cut <= from) break
    pieces.push({ start: from, end: cut })
    from = contentStart = cut
  }
  return [...pieces, { start: from, end }]
}

/**
 * The last place to cut that is still in reach: the better kinds only when they leave at least half of the reach behind. At
 * white space rather not behind a word that belongs to the next, such as an article or a title.
 */
function bestCut(text: string, start: number, reach: number, unbroken: Range[]): number {
  const within = text.slice(start, reach)
  const half = within.length / 2
  const inside = unbroken.slice(firstEndingAfter(unbroken, start)).filter((range) => range.start < reach)
  const mayCut = (length: number) => !inside.some((range) => range.start < start + length && start + length < range.end)
  for (const kind of clauseEnds) {
    const length = lastEnd(within, kind, mayCut)
    if (length >= half) return start + length
  }
  const isLoose = (length: number) => mayCut(length) && !holdsOn.test(within.slice(Math.max(0, length - 20), length))
  const length = lastEnd(within, /\s/g, isLoose) || lastEnd(within, /\s/g, mayCut) || lastEnd(within, /\s/g, () => true)
  return length > 0 ? start + length : graphemeBorder(text, start, reach)
}

/** Where clauses end: the better kinds first. */
export const clauseEnds = [
  /(?:[—–！？；：…؛।]|[;:](?=[\s\p{Pe}\p{Pf}"']))[\p{Pe}\p{Pf}"']*(?!\p{N})/gu,
  /[,、，،][\p{Pe}\p{Pf}"']*(?!\p{N})/gu,
]

/** Words that belong to the next one: articles, prepositions, titles; and numbers, which may count what follows. */
const holdsOn =
  /(?:^|[^\p{L}])(?:an?|the|of|to|in|at|by|my|his|her|our|your|their|its|no|mr|mrs|ms|dr|prof|st|mt|rev|gen|col|capt|lt|sgt|vs|no|vol|fig|p|pp|\p{Lu}|\d[\d.,]*)\.?\s$/iu

/** Index of the first of ordered ranges that ends behind a place. */
function firstEndingAfter(ranges: Range[], at: number): number {
  let low = 0
  for (let high = ranges.length; low < high; ) {
    const middle = (low + high) >> 1
    if (ranges[middle]!.end <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** Where the last match ends that may be a cut; 0 when there is none. */
function lastEnd(text: string, pattern: RegExp, mayCut: (length: number) => boolean): number {
  const ends = Array.from(text.matchAll(pattern), (match) => match.index + match[0].length)
  return ends.findLast(mayCut) ?? 0
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** A grapheme is open-ended (marks can be piled up without end); what is longer than this is cut all the same. UTF-16 units. */
const longestGrapheme = 1000

/** The last border of a grapheme up to `reach`, or the end of the first grapheme when that goes beyond. */
function graphemeBorder(text: string, start: number, reach: number): number {
  const window = text.slice(start, reach + longestGrapheme)
  let border = start
  for (const { segment, index } of graphemes.segment(window)) {
    const end = start + index + segment.length
    if (end > reach && border > start) return border
    border = end
    if (border >= reach) break
  }
  return isInsidePair(text, border) ? border + 1 : border
}

/** The first place from `index` on that is not white space. */
function skipSpace(text: string, index: number): number {
  const pattern = /\S/g
  pattern.lastIndex = index
  return pattern.exec(text)?.index ?? text.length
}
