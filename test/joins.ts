import { integratedLoudness } from '#server/audio/loudness/loudness.ts'
import { measureTrack } from '#server/audio/loudness/take-loudness.ts'

const sampleRate = 44_100

/** As the public API tells when a block is heard. */
export interface Alignment {
  characters: string[]
  character_start_times_seconds: number[]
  character_end_times_seconds: number[]
}

/** How long nothing is heard where each sentence but the first begins: no sample of it is as loud as so many decibels. */
export function silencesBefore(sound: Int16Array, blocks: Alignment[], decibels: number): number[] {
  const silences = findSilences(sound, decibels)
  return sentenceStarts(blocks).map((start) => {
    const near = silences.filter((silence) => Math.abs(silence.end - start) < 0.25)
    return Math.max(...near.map((silence) => silence.end - silence.start))
  })
}

/** In seconds, of all blocks but the first sentence's. */
function sentenceStarts(blocks: Alignment[]): number[] {
  const starts = blocks.flatMap(({ characters, character_start_times_seconds: times }) =>
    characters.flatMap((character, index) => {
      const before = characters.slice(0, index).join('').replace(/“$/, '')
      return /[A-Z]/.test(character) && /^$| $/.test(before) ? [times[index]!] : []
    }),
  )
  return starts.slice(1)
}

/**
 * In seconds, all that are 50 ms or longer, as FFmpeg's `silencedetect` finds them.
 * @param decibels below full scale: samples that are softer are silent
 */
export function findSilences(sound: Int16Array, decibels: number): { start: number; end: number }[] {
  const limit = Math.floor(32_767 * 10 ** (decibels / 20)) // as FFmpeg rounds
  const silences: { start: number; end: number }[] = []
  let start = 0
  for (let index = 0; index <= sound.length; index++) {
    if (index < sound.length && Math.abs(sound[index]!) < limit) continue
    if (index - start >= 0.05 * sampleRate) silences.push({ start: start / sampleRate, end: index / sampleRate })
    start = index + 1
  }
  return silences
}

/** Between two samples, one behind the other. */
export function largestStep(sound: Int16Array): number {
  return sound.reduce((most, sample, at) => (at === 0 ? most : Math.max(most, Math.abs(sample - sound[at - 1]!))), 0)
}

/** In LUFS, of two voices. @param voiceOf whether a block is said by the first (0) or the second (1) */
export function voiceLoudness(sound: Int16Array, blocks: Alignment[], voiceOf: (block: number) => number): number[] {
  return [0, 1].map((voice) => {
    const parts = blocks.flatMap((block, index) => {
      if (voiceOf(index) !== voice) return []
      const start = Math.round(block.character_start_times_seconds[0]! * sampleRate)
      const end = Math.round(block.character_end_times_seconds.at(-1)! * sampleRate)
      return [...measureTrack({ samples: sound.subarray(start, end), sampleRate }).energies]
    })
    return integratedLoudness(parts)
  })
}
