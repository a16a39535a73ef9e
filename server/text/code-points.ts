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

/** How many code points stand before each UTF-16 index of a text, its end included; the halves of a pair are at one place. */
export function countBeforeEach(text: string): Uint32Array {
  const counts = new Uint32Array(text.length + 1)
  for (let at = 1; at <= text.length; at++) counts[at] = counts[at - 1]! + (isInsidePair(text, at) ? 0 : 1)
  return counts
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
