import { runAtOnce } from '#server/base/give-way.ts'
import type { Range } from '#server/text/range.ts'
import type { CompiledRules, StringRules } from './compile-rules.ts'
import { type FoldedText, foldTextInSteps } from './fold-text.ts'
import type { Rule } from './rules.ts'
import { stringsAt } from './sorted-strings.ts'
import { isWordBorder } from './word-borders.ts'

/** A piece of a text and the rule for it. */
export interface Piece extends Range {
  rule: Rule
}

/** In order and apart from each other. */
export interface FoundPieces {
  pieces: Piece[]
  /** Whether the rest of the text was left, as rules nearly match too much of it. */
  isCut: boolean
}

/** The pieces that rules take of a text. What that means: apply-rules.ts. */
export function findPieces(compiled: CompiledRules, text: string, untouchable: Range[]): FoundPieces {
  return runAtOnce(findPiecesInSteps(compiled, text, untouchable))
}

/** The same for who has others to let through. */
export function* findPiecesInSteps(
  compiled: CompiledRules,
  text: string,
  untouchable: Range[],
): Generator<void, FoundPieces> {
  const { rules, strings, caseSensitive, caseless } = compiled
  const exact = yield* foldTextInSteps(text, true)
  const folded = caseless.strings.length > 0 ? yield* foldTextInSteps(text, false) : exact
  const found = [yield* findOccurrences(caseSensitive, exact), yield* findOccurrences(caseless, folded)]
  const occurrences = new Map(found.flatMap((one) => [...one.occurrences]))
  const take = startTaking(text.length, untouchable)
  const pieces: Piece[] = []
  for (const index of [...occurrences.keys()].sort((one, other) => one - other)) {
    const rule = rules[index]!
    const { sourceIndices } = rule.caseSensitive ? exact : folded
    for (const at of occurrences.get(index)!) {
      const piece = { rule, start: sourceIndices[at]!, end: sourceIndices[at + strings[index]!.length]! }
      if (take(piece)) pieces.push(piece)
    }
  }
  const isCut = found.some((one) => one.isCut)
  return { pieces: pieces.sort((one, other) => one.start - other.start), isCut }
}

/**
 * How often a unit of a text may be looked at, on average: with a rule for each of its words it is twice. Of long rules that
 * nearly match everywhere it would be hundreds of times.
 */
const mostLooks = 12
const leastLooks = 5_000

/** So often units are looked at before others may have their turn: a millisecond or two. */
const betweenRests = 20_000

/** Where in the folded text each rule matches that matches at all, whether or not another rule will be before it. */
function* findOccurrences(
  list: StringRules,
  folded: FoldedText,
): Generator<void, { occurrences: Map<number, number[]>; isCut: boolean }> {
  const occurrences = new Map<number, number[]>()
  const { text, sourceIndices } = folded
  let looksLeft = leastLooks + mostLooks * text.length
  let restsAt = looksLeft - betweenRests
  for (let start = 0; start < text.length && looksLeft > 0; start++) {
    if (!list.byFirstUnit.has(text.charCodeAt(start)) || sourceIndices[start] === -1) continue
    // Where a shorter string has an earlier rule, a longer one is never the first.
    let earliest = Infinity
    const { found, looked } = stringsAt(list, text, start)
    looksLeft -= looked
    if (looksLeft < restsAt) {
      restsAt = looksLeft - betweenRests
      yield
    }
    for (const position of found) {
      const rule = firstRule(list, position, folded, start)
      if (rule >= earliest) continue
      earliest = rule
      const starts = occurrences.get(rule)
      if (starts) starts.push(start)
      else occurrences.set(rule, [start])
    }
  }
  return { occurrences, isCut: looksLeft <= 0 }
}

/** The first of the rules for a string that may have it here; Infinity for none. */
function firstRule(list: StringRules, position: number, { text, sourceIndices, isWord }: FoldedText, start: number) {
  const end = start + list.strings[position]!.length
  const anywhere = list.anywhere[position]!
  const asWord = list.asWord[position]!
  if (sourceIndices[end] === -1) return Infinity
  if (anywhere < asWord) return anywhere
  return isWordBorder(text, isWord, start) && isWordBorder(text, isWord, end) ? asWord : anywhere
}

/**
 * Taking stretches of a text, none of which may overlap another. Remembered are its units, and the places between them,
 * which an empty stretch holds: unit k is entry 2k + 1, the place before it 2k.
 */
function startTaking(length: number, untouchable: Range[]): (range: Range) => boolean {
  const isTaken = new Uint8Array(2 * length + 1)
  for (const { start, end } of untouchable) {
    if (start === end) isTaken[2 * start] = 1
    else isTaken.fill(1, 2 * start + 1, 2 * end)
  }
  return ({ start, end }) => {
    const entries = isTaken.subarray(2 * start + 1, 2 * end)
    if (entries.includes(1)) return false
    entries.fill(1)
    return true
  }
}
