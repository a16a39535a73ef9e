import { integratedLoudness } from '#server/audio/loudness.ts'
import { findQuietRanges } from '#server/audio/quiet-ranges.ts'
import { measureTrack } from '#server/audio/take-loudness.ts'

const sampleRate = 44_100

/** As the public API tells when a block is heard. */
export interface Alignment {
  characters: string[]
  character_start_times_seconds: number[]
  character_end_times_seconds: number[]
}

/**
 * How long nothing is heard where sentences end, of two voices that say two blocks each. What is silent is told by the
 * loudness of each.
 */
export function voiceGaps(sound: Int16Array, blocks: Alignment[]): number[] {
  const second = blocks[2]!.character_start_times_seconds[0]!
  const border = Math.round(second * sampleRate)
  return [
    ...sentenceGaps(sound.subarray(0, border), blocks.slice(0, 2), 0),
    ...sentenceGaps(sound.subarray(border), blocks.slice(2), second),
  ]
}

/** How long nothing is heard where each sentence but the last ends, in a sound that begins at so many seconds. */
function sentenceGaps(sound: Int16Array, blocks: Alignment[], from: number): number[] {
  const quiet = findQuietRanges({ samples: sound, sampleRate })
  const starts = blocks.flatMap(({ characters, character_start_times_seconds: times }) =>
    characters.flatMap((character, index) => {
      const before = characters.slice(0, index).join('').replace(/“$/, '')
      const begins = /[A-Z]/.test(character) && /^$| $/.test(before)
      return begins ? [times[index]! - from] : []
    }),
  )
  return starts.slice(1).map((start) => {
    const near = quiet.filter((range) => Math.abs(range.end / sampleRate - start) < 0.25)
    return Math.max(...near.map((range) => (range.end - range.start) / sampleRate))
  })
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
