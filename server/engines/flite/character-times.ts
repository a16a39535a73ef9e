import type { Alignment } from '#server/audio/alignment.ts'
import type { Track } from '#server/audio/track.ts'
import type { WordTime } from './word-times.ts'

/**
 * When each character is heard: those of a word share its time evenly; spaces and punctuation share the gap between the
 * words around them, down to nothing when there is none.
 */
export function toCharacterTimes(textLength: number, words: WordTime[], { samples, sampleRate }: Track): Alignment {
  const startSamples = new Uint32Array(textLength)
  const endSamples = new Uint32Array(textLength)
  const share = (start: number, end: number, fromSample: number, toSample: number) => {
    for (let index = start; index < end; index++) {
      const at = (count: number) => fromSample + Math.round(((toSample - fromSample) * count) / (end - start))
      startSamples[index] = at(index - start)
      endSamples[index] = at(index - start + 1)
    }
  }
  let [index, sample] = [0, 0]
  for (const word of words) {
    const wordStart = Math.max(sample, Math.round(word.startSeconds * sampleRate))
    share(index, word.start, sample, wordStart)
    index = word.end
    sample = Math.min(samples.length, Math.max(wordStart, Math.round(word.endSeconds * sampleRate)))
    share(word.start, word.end, wordStart, sample)
  }
  share(index, textLength, sample, samples.length)
  return { startSamples, endSamples, source: 'native' }
}
