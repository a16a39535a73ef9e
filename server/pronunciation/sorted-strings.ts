/**
 * Strings without repetition in the order of their UTF-16 units. Those with the same beginning are neighbours, so the
 * list can be walked like a trie, at no cost but the sorting.
 */
export interface SortedStrings {
  strings: string[]
  /** For each first unit, the first of its strings and the one behind the last. */
  byFirstUnit: Map<number, [number, number]>
}

export function sortStrings(unsorted: Iterable<string>): SortedStrings {
  const strings = [...new Set(unsorted)].sort()
  const byFirstUnit: SortedStrings['byFirstUnit'] = new Map()
  for (const [index, string] of strings.entries()) {
    const [first] = byFirstUnit.get(string.charCodeAt(0)) ?? [index]
    byFirstUnit.set(string.charCodeAt(0), [first, index + 1])
  }
  return { strings, byFirstUnit }
}

/**
 * Positions in the list of all strings that a text has at an index, shortest first, and how many units of it were looked at
 * for that. Takes O(longest match · log strings).
 */
export function stringsAt(
  { strings, byFirstUnit }: SortedStrings,
  text: string,
  index: number,
): { found: number[]; looked: number } {
  const found: number[] = []
  let looked = 0
  let [low, high] = byFirstUnit.get(text.charCodeAt(index)) ?? [0, 0]
  for (let depth = 1; low < high; depth++) {
    looked = depth
    if (strings[low]!.length === depth) found.push(low++)
    // Behind the end of the text the unit is NaN, which no string has.
    const unit = text.charCodeAt(index + depth)
    low = firstFrom(unit, strings, low, high, depth)
    high = firstFrom(unit + 1, strings, low, high, depth)
  }
  return { found, looked }
}

/** The first of some strings with the same beginning of length `depth` that goes on with this unit or a higher one. */
function firstFrom(unit: number, strings: string[], low: number, high: number, depth: number): number {
  // Often all of them go on alike: then the ends tell.
  if (low < high && strings[low]!.charCodeAt(depth) >= unit) return low
  if (low < high && strings[high - 1]!.charCodeAt(depth) < unit) return high
  while (low < high) {
    const middle = (low + high) >> 1
    if (strings[middle]!.charCodeAt(depth) < unit) low = middle + 1
    else high = middle
  }
  return low
}
