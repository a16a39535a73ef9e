import type { Loudness } from './combine-loudness.ts'

/** What makes a sound as loud as an audiobook should be: one gain, and a limiter for the peaks that it lifts too high. */
export interface Normalization {
  gainDb: number
  /** No sample will be above it. */
  ceilingDb: number
}

/**
 * For a chapter. As the gain is one for all, quiet and loud stay apart and silence stays silent.
 * Source: ACX Audio Submission Requirements: RMS between -23 and -18 dBFS, peaks no higher than -3 dBFS. The ceiling
 * leaves half a decibel for what lossy encoding adds to peaks.
 */
export function planNormalization({ rmsDbfs }: Pick<Loudness, 'rmsDbfs'>): Normalization {
  if (rmsDbfs === Number.NEGATIVE_INFINITY) return { gainDb: 0, ceilingDb }
  return { gainDb: Math.min(targetRmsDbfs - rmsDbfs, highestGainDb), ceilingDb }
}

/** Just above the middle of what ACX accepts, since LAME makes an MP3 of 64 or 128 kbps softer by 0.46 dB (measured). */
const targetRmsDbfs = -20
const ceilingDb = -3.5
/** A chapter that would need more is hardly speech; its noise is not to be made loud. */
const highestGainDb = 30
