import type { Alignment } from '#server/audio/alignment.ts'

/** A word of a text, and the samples in which it is heard. */
export interface WordTime {
  /** UTF-16 range, end exclusive. */
  start: number
  end: number
  startSample: number
  endSample: number
}

interface Laid {
  textLength: number
  sampleCount: number
  source: Alignment['source']
  /** How long each UTF-16 unit of a word is compared to the others of that word. Even when not given. */
  weights?: ArrayLike<number>
}

/**
 * When each character is heard: those of a word share its time by their weights; what is between words shares the gap
 * evenly, down to nothing where there is none.
 * @param words in order; times out of order or outside the sound are pushed to where they can be
 */
export function layCharacters(words: WordTime[], { textLength, sampleCount, source, weights }: Laid): Alignment {
  const startSamples = new Uint32Array(textLength)
  const endSamples = new Uint32Array(textLength)
  const share = (start: number, end: number, from: number, to: number, weightAt: (index: number) => number) => {
    let total = 0
    for (let index = start; index < end; index++) total += weightAt(index)
    let passed = 0
    for (let index = start; index < end; index++) {
      startSamples[index] = from + Math.round((to - from) * (passed / total))
      passed += weightAt(index)
      endSamples[index] = from + Math.round((to - from) * (passed / total))
    }
  }
  const even = () => 1
  const own = weights ? (index: number) => weights[index]! : even
  let [index, sample] = [0, 0]
  for (const word of words) {
    const startSample = clamp(word.startSample, sample, sampleCount)
    const endSample = clamp(word.endSample, startSample, sampleCount)
    share(index, word.start, sample, startSample, even)
    share(word.start, word.end, startSample, endSample, own)
    ;[index, sample] = [word.end, endSample]
  }
  share(index, textLength, sample, sampleCount, even)
  return { startSamples, endSamples, source }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(value)))
}
