import type { Alignment } from '#server/audio/alignment.ts'
import type { Track } from '#server/audio/track.ts'

/** When some characters are heard together; usually one word. */
export interface TimedStretch {
  /** UTF-16 range in the text without the punctuation around it, end exclusive. */
  start: number
  end: number
  startSeconds: number
  endSeconds: number
}

/**
 * When each character is heard: those of a stretch share its time evenly; spaces and punctuation share the gap between the
 * stretches around them, down to nothing when there is none.
 */
export function toCharacterTimes(
  textLength: number,
  stretches: TimedStretch[],
  { samples, sampleRate }: Track,
): Alignment {
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
  for (const stretch of stretches) {
    const stretchStart = Math.max(sample, Math.round(stretch.startSeconds * sampleRate))
    share(index, stretch.start, sample, stretchStart)
    index = stretch.end
    sample = Math.min(samples.length, Math.max(stretchStart, Math.round(stretch.endSeconds * sampleRate)))
    share(stretch.start, stretch.end, stretchStart, sample)
  }
  share(index, textLength, sample, samples.length)
  return { startSamples, endSamples, source: 'native' }
}
