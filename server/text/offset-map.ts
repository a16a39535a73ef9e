import type { Alignment } from '#server/audio/alignment.ts'
import type { Range } from './range.ts'

/**
 * How one text became another, kept so that what is found in the result can be told of the source.
 * A list of stretches in order that together cover both texts. In an `equal` stretch position k of the one is position k
 * of the other; in a replaced one the whole stretch stands for the whole. All positions are UTF-16 indices.
 */
export interface Stretch {
  sourceStart: number
  sourceEnd: number
  start: number
  end: number
  equal: boolean
}
export type OffsetMap = Stretch[]

/** What takes the place of a stretch of the source; an empty stretch is an insertion, an empty text a removal. */
export interface Replacement {
  start: number
  end: number
  text: string
}

/** The map of a text that stayed as it was. */
export function identityMap(length: number): OffsetMap {
  const map: OffsetMap = []
  append(map, length, length, true)
  return map
}

/**
 * The source with some stretches replaced, and the map between the two.
 * @param replacements in order and apart from each other (they may touch)
 * @throws RangeError when they are not
 */
export function replaceStretches(source: string, replacements: Replacement[]): { text: string; map: OffsetMap } {
  const map: OffsetMap = []
  let text = ''
  let at = 0
  for (const { start, end, text: replacement } of replacements) {
    if (start < at || end < start || end > source.length) {
      throw new RangeError(`Replacement ${start}–${end} is out of order in a text of ${source.length}.`)
    }
    text += source.slice(at, start) + replacement
    append(map, start - at, start - at, true)
    append(map, end - start, replacement.length, source.slice(start, end) === replacement)
    at = end
  }
  append(map, source.length - at, source.length - at, true)
  return { text: text + source.slice(at), map }
}

/**
 * The map of two steps taken one after the other. It is as fine as both allow: a border is kept where both maps have it.
 * Which units stay equal does not depend on how a chain of maps is bracketed. Where the first step removes something and
 * the second inserts something at that very place, the one stands for the other.
 * @param first from a source to a text
 * @param second from that text to a result
 */
export function composeMaps(first: OffsetMap, second: OffsetMap): OffsetMap {
  const map: OffsetMap = []
  const earlier = { map: first, index: 0, taken: 0 }
  const later = { map: second, index: 0, taken: 0 }
  while (earlier.index < first.length || later.index < second.length) {
    if (first[earlier.index]?.equal && second[later.index]?.equal) {
      const length = Math.min(lengthLeft(earlier), lengthLeft(later))
      take(earlier, length)
      take(later, length)
      append(map, length, length, true)
    } else {
      const { sourceLength, length } = takeReplaced(earlier, later)
      append(map, sourceLength, length, false)
    }
  }
  return map
}

/** The stretch of the source that a stretch of the result stands for. */
export function toSourceRange(map: OffsetMap, { start, end }: Range): Range {
  const first = map.find((stretch) => stretch.end > start) ?? map.at(-1)
  const last = map.find((stretch) => stretch.end >= end) ?? map.at(-1)
  if (!first || !last) return { start, end }
  return {
    start: first.equal ? first.sourceStart + start - first.start : first.sourceStart,
    end: last.equal ? last.sourceStart + end - last.start : last.sourceEnd,
  }
}

/**
 * Times over the result, told of the source. Equal stretches keep theirs; the characters of a replaced stretch share its
 * time evenly; what was removed gets no time at the place where it was.
 * @param alignment over the result of `map`
 */
export function toSourceTimes(map: OffsetMap, alignment: Alignment, sourceLength: number): Alignment {
  const startSamples = new Uint32Array(sourceLength)
  const endSamples = new Uint32Array(sourceLength)
  for (const { sourceStart, sourceEnd, start, end, equal } of map) {
    if (equal) {
      startSamples.set(alignment.startSamples.subarray(start, end), sourceStart)
      endSamples.set(alignment.endSamples.subarray(start, end), sourceStart)
      continue
    }
    const [from, until] = spanOf(alignment, start, end)
    const samplesPerUnit = (until - from) / (sourceEnd - sourceStart)
    for (let at = sourceStart; at < sourceEnd; at++) {
      startSamples[at] = from + Math.round(samplesPerUnit * (at - sourceStart))
      endSamples[at] = from + Math.round(samplesPerUnit * (at - sourceStart + 1))
    }
  }
  return { startSamples, endSamples, source: alignment.source }
}

/** First sample and the one after the last of a stretch; never past the start of what follows, so that starts stay in order. */
function spanOf({ startSamples, endSamples }: Alignment, start: number, end: number): [number, number] {
  const next = startSamples[end] ?? endSamples[endSamples.length - 1] ?? 0
  if (start === end) return [next, next]
  const from = startSamples[start]!
  return [from, Math.max(from, Math.min(endSamples[end - 1]!, next))]
}

/** Adds a stretch. Equal ones that touch become one, and so do those of which one side is empty. */
function append(map: OffsetMap, sourceLength: number, length: number, equal: boolean): void {
  if (sourceLength === 0 && length === 0) return
  const last = map.at(-1)
  if (last && (equal ? last.equal : isHalfEmpty(last) && (sourceLength === 0 || length === 0))) {
    last.sourceEnd += sourceLength
    last.end += length
    return
  }
  const sourceStart = last?.sourceEnd ?? 0
  const start = last?.end ?? 0
  map.push({ sourceStart, sourceEnd: sourceStart + sourceLength, start, end: start + length, equal })
}

function isHalfEmpty(stretch: Stretch): boolean {
  return stretch.sourceStart === stretch.sourceEnd || stretch.start === stretch.end
}

interface Lengths {
  sourceLength: number
  length: number
}

/** A place in a map: so many units of the stretch `index` (an equal one) are behind us. */
interface Walk {
  map: OffsetMap
  index: number
  taken: number
}

/**
 * Takes stretches from both walks until both stand at the same place of the text between, and tells how much of the
 * source and of the result that was. What is empty in the text between (a removal, an insertion) goes by itself.
 */
function takeReplaced(earlier: Walk, later: Walk): Lengths {
  const removal = earlier.map[earlier.index]
  const insertion = later.map[later.index]
  const removed = removal && removal.start === removal.end ? take(earlier, 0).sourceLength : 0
  const inserted = insertion && insertion.sourceStart === insertion.sourceEnd ? take(later, 0).length : 0
  if (removed + inserted > 0) return { sourceLength: removed, length: inserted }
  return takeUntilLevel(earlier, later)
}

function takeUntilLevel(earlier: Walk, later: Walk): Lengths {
  const total = { sourceLength: 0, length: 0 }
  let ahead = 0
  do {
    if (ahead < 0 || (ahead === 0 && !earlier.map[earlier.index]?.equal)) {
      const taken = take(earlier, -ahead)
      total.sourceLength += taken.sourceLength
      ahead += taken.length
    } else {
      const taken = take(later, ahead)
      total.length += taken.length
      ahead -= taken.sourceLength
    }
  } while (ahead !== 0)
  return total
}

/** Takes at most so many units of an equal stretch, or the whole of a replaced one. */
function take(walk: Walk, most: number): Lengths {
  const { sourceStart, sourceEnd, start, end, equal } = walk.map[walk.index]!
  const left = lengthLeft(walk)
  if (equal && most < left) {
    walk.taken += most
    return { sourceLength: most, length: most }
  }
  walk.index++
  walk.taken = 0
  return equal ? { sourceLength: left, length: left } : { sourceLength: sourceEnd - sourceStart, length: end - start }
}

function lengthLeft({ map, index, taken }: Walk): number {
  return map[index]!.end - map[index]!.start - taken
}
