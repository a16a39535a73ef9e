/**
 * N-grams of chunks. A key has one UTF-16 unit for each chunk: its id plus one (id 0 is the start of a word, 1 its end), so
 * that a prefix of a key is its context.
 */
export interface Counts {
  /** The chunks; the id of the first is 2. */
  chunks: string[]
  /** By length: byLength[3] has the trigrams. */
  byLength: Map<string, number>[]
}

const startKey = String.fromCharCode(1)
const endKey = String.fromCharCode(2)
const firstChunkUnit = 3

/** Counts all n-grams up to a length. Chunks that are seen once are slips of the alignment; words with such are left out. */
export function countNgrams(words: string[][], order: number): Counts {
  const frequencies = countEach(words.flat())
  const frequent = [...frequencies].filter(([, count]) => count >= 2).sort((a, b) => b[1] - a[1])
  const chunks = frequent.map(([chunk]) => chunk)
  const units = new Map(chunks.map((chunk, index) => [chunk, String.fromCharCode(index + firstChunkUnit)]))
  const byLength: Map<string, number>[] = Array.from({ length: order + 1 }, () => new Map())
  for (const word of words) {
    if (word.every((chunk) => units.has(chunk))) countWord(byLength, word.map((chunk) => units.get(chunk)!).join(''))
  }
  return { chunks, byLength }
}

/**
 * Kneser-Ney: what counts for a shorter n-gram is after how many different chunks it was seen, not how often; except at the
 * start of a word, which nothing comes before.
 */
export function toContinuationCounts(byLength: Map<string, number>[]): void {
  for (let length = 1; length < byLength.length - 1; length++) {
    const continuations = countEach([...byLength[length + 1]!.keys()].map((key) => key.slice(1)))
    for (const [key, count] of byLength[length]!) {
      if (!key.startsWith(startKey)) byLength[length]!.set(key, continuations.get(key) ?? count)
    }
  }
}

function countWord(byLength: Map<string, number>[], units: string): void {
  const sequence = startKey + units + endKey
  for (let end = 2; end <= sequence.length; end++) {
    for (let length = 1; length < byLength.length && length <= end; length++) {
      const key = sequence.slice(end - length, end)
      byLength[length]!.set(key, (byLength[length]!.get(key) ?? 0) + 1)
    }
  }
}

function countEach<T>(items: T[]): Map<T, number> {
  const counts = new Map<T, number>()
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1)
  return counts
}
