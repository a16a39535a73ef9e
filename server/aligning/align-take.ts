import type { Alignment } from '#server/audio/alignment.ts'
import type { Take } from '#server/engines/engine.ts'

/** When each character of a take is heard: as its engine tells, else estimated. @param text what was spoken */
export function alignTake(take: Take, text: string): Alignment {
  return take.alignment ?? estimateAlignment(text.length, take.track.samples.length)
}

/** Every character gets an equal share of the sound. Plain about it: `source` is `estimated`. */
function estimateAlignment(textLength: number, sampleCount: number): Alignment {
  const edge = (index: number) => Math.round((index * sampleCount) / textLength)
  return {
    startSamples: Uint32Array.from({ length: textLength }, (_, index) => edge(index)),
    endSamples: Uint32Array.from({ length: textLength }, (_, index) => edge(index + 1)),
    source: 'estimated',
  }
}
