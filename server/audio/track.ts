/** Mono sound as 16-bit samples. */
export interface Track {
  samples: Int16Array
  /** Hertz. */
  sampleRate: number
}
