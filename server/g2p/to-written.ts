import type { OffsetMap } from '#server/text/offset-map.ts'
import type { PronouncedWord, Pronunciation } from './pronunciation.ts'

type Said = Pick<Pronunciation, 'phonemes' | 'starts' | 'ends' | 'words'>

/**
 * A pronunciation of what is said, told of what is written: the symbols of a number belong to all of its digits, and the
 * words that say it are one.
 * @param map from what is written to what is said
 */
export function toWritten(said: Said, map: OffsetMap): Said {
  if (map.every((stretch) => stretch.equal)) return said
  const { phonemes, words } = said
  const starts = said.starts.slice()
  const ends = said.ends.slice()
  const find = openMap(map)
  for (const at of starts.keys()) {
    const range = find(said.starts[at]!, said.ends[at]!)
    starts[at] = Math.max(range.start, at > 0 ? starts[at - 1]! : 0)
    ends[at] = Math.max(range.end, starts[at]!, at > 0 ? ends[at - 1]! : 0)
  }
  const written = joinWords(words, openMap(map))
  coverWords(starts, ends, written)
  return { phonemes, starts, ends, words: written }
}

/** What is not said of a word, such as a sign amidst its letters, belongs to the symbols before it. */
function coverWords(starts: Uint32Array, ends: Uint32Array, words: PronouncedWord[]): void {
  let at = 0
  for (const word of words) {
    while (at < starts.length && starts[at]! < word.start) at++
    for (; at < starts.length && starts[at]! < word.end; at++) {
      const isLast = at + 1 === starts.length || starts[at + 1]! >= word.end
      const next = isLast ? word.end : starts[at + 1]!
      if (ends[at]! < next) extend(starts, ends, at, next)
    }
  }
}

/** The symbols of a letter end together. */
function extend(starts: Uint32Array, ends: Uint32Array, last: number, end: number): void {
  for (let at = last; at >= 0 && starts[at] === starts[last]; at--) ends[at] = end
}

function joinWords(words: PronouncedWord[], find: FindRange): PronouncedWord[] {
  const joined: PronouncedWord[] = []
  for (const word of words) {
    const { isRead, ...range } = find(word.start, word.end)
    const last = joined.at(-1)
    if (last && range.start < last.end) {
      last.phonemes += ` ${word.phonemes}`
      last.end = Math.max(last.end, range.end)
      last.source = 'rule'
    } else if (range.end > range.start) {
      joined.push({ ...word, ...range, source: isRead ? 'rule' : word.source })
    } else if (last) last.phonemes += ` ${word.phonemes}`
  }
  return joined
}

type FindRange = (start: number, end: number) => { start: number; end: number; isRead: boolean }

/** Finds what is written for ranges of what is said that come in order. */
function openMap(map: OffsetMap): FindRange {
  let from = 0
  return (start, end) => {
    while (from < map.length - 1 && map[from]!.end <= start) from++
    let until = from
    while (until < map.length - 1 && map[until]!.end < end) until++
    const first = map[from]!
    const last = map[until]!
    const isRead = !first.equal && first.sourceEnd > first.sourceStart && start >= first.start && end <= first.end
    return {
      start: first.equal ? first.sourceStart + Math.max(0, start - first.start) : first.sourceStart,
      end: last.equal ? last.sourceStart + (Math.max(end, last.start) - last.start) : last.sourceEnd,
      isRead,
    }
  }
}
