import type { Loudness } from './combine-loudness.ts'

/** What makes a sound as loud as it should be: one gain, and a limiter for the peaks that it lifts too high. */
export interface Normalization {
  gainDb: number
  /** No sample will be above it. */
  ceilingDb: number
}

/** What a lossy encoder does to a sound. */
export interface CodecEffect {
  /** To all of it; LAME makes it softer. */
  gainDb?: number
  /** How much further than by half a decibel it lifts peaks. */
  peakDb?: number
}

/** How loud sound is to be: as it was spoken, or as shops and players ask for. */
export type LoudnessPreset = 'none' | 'audiobook' | 'podcast_mono' | 'podcast_stereo'

/**
 * For a chapter. As the gain is one for all, quiet and loud stay apart and silence stays silent.
 * @param codec what its encoder adds or takes away
 * Sources: ACX Audio Submission Requirements: RMS between -23 and -18 dBFS, peaks no higher than -3 dBFS. Apple Podcasts,
 * "Audio requirements": around -16 LUFS, true peaks no higher than -1 dBFS; AES TD1008: 3 LU less for mono, which is as
 * loud, since two loudspeakers play it.
 */
export function planNormalization(
  preset: Exclude<LoudnessPreset, 'none'>,
  { rmsDbfs, integratedLufs }: Pick<Loudness, 'rmsDbfs' | 'integratedLufs'>,
  { gainDb: codecGainDb = 0, peakDb = 0 }: CodecEffect = {},
): Normalization {
  const { measure, target, ...limit } = presets[preset]
  const ceilingDb = limit.ceilingDb - peakDb
  const measured = measure === 'rms' ? rmsDbfs : integratedLufs
  if (measured === Number.NEGATIVE_INFINITY) return { gainDb: 0, ceilingDb }
  return { gainDb: Math.min(target - codecGainDb - measured, highestGainDb), ceilingDb }
}

/** The ceilings leave half a decibel for what lies between samples and what lossy encoding adds to peaks. */
const presets = {
  audiobook: { measure: 'rms', target: -20, ceilingDb: -3.5 },
  podcast_mono: { measure: 'lufs', target: -19, ceilingDb: -1.5 },
  podcast_stereo: { measure: 'lufs', target: -16, ceilingDb: -1.5 },
} as const

/** A chapter that would need more is hardly speech; its noise is not to be made loud. */
const highestGainDb = 30

/** For sound whose voices are only brought to one level: nothing is clipped. */
export const levelling: Normalization = { gainDb: 0, ceilingDb: -1 }
