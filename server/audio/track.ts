/** Samples in steps of 16 bits: whole ones, or what a decoder makes of a lossy file, between the steps and beyond full scale. */
export type Samples = Int16Array | Float32Array

/** Mono sound as 16-bit samples. */
export interface Track {
  samples: Int16Array
  /** Hertz. */
  sampleRate: number
}

/** The rate in hertz at which a finished timeline is counted, whatever rates its takes and its renditions have. */
export const snapshotSampleRate = 44_100

/** A number of samples at that rate as seconds, to the microsecond: the same figures wherever they are told. */
export function toSeconds(samples: number): number {
  return Math.round((samples * 1e6) / snapshotSampleRate) / 1e6
}
