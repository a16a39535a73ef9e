/** One entry of the public API's `characters`: a code point, or half of a broken surrogate pair. */
export interface CodePoint {
  character: string
  /** UTF-16 index of its first unit; its end is `start + character.length`. */
  start: number
}

/** How many code points a UTF-16 range has; a half of a surrogate pair, broken or cut off by the range, counts as one. */
export function countCodePoints(text: string, start = 0, end = text.length): number {
  let count = 0
  for (let at = start; at < end; at++) {
    if (startsPair(text, at) && at + 1 < end) at++
    count++
  }
  return count
}

/**
 * How many code points stand before a UTF-16 index, asked for one index after the other: of ascending ones each is counted
 * from the one before.
 */
export function openPointCount(text: string): (index: number) => number {
  let [at, count] = [0, 0]
  return (index) => {
    count = index < at ? countCodePoints(text, 0, index) : count + countCodePoints(text, at, index)
    at = index
    return count
  }
}

/** The code points of a text in order, with where they start in it. */
export function listCodePoints(text: string): CodePoint[] {
  let start = 0
  return Array.from(text, (character) => {
    const codePoint = { character, start }
    start += character.length
    return codePoint
  })
}

/** Whether a cut at this UTF-16 index would part a surrogate pair. */
export function isInsidePair(text: string, index: number): boolean {
  return index > 0 && startsPair(text, index - 1)
}

function startsPair(text: string, index: number): boolean {
  return text.codePointAt(index)! > 0xffff
}
