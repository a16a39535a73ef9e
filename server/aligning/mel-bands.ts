/** The powers of a spectrum that belong to a band, with their weights: a triangle, 0 at its edges and 1 at its top. */
export interface Band {
  firstPower: number
  weights: Float64Array
}

export interface MelBands {
  count: number
  lowHertz: number
  highHertz: number
  /** Factor on all frequencies: what a longer or shorter vocal tract does to a voice. */
  stretch: number
  sampleRate: number
  /** Samples that a spectrum is made from. */
  spectrumLength: number
}

/**
 * Bands of equal width on the mel scale, each overlapping half of its neighbours.
 * Source: S. Davis, P. Mermelstein, Comparison of parametric representations for monosyllabic word recognition (1980).
 */
export function makeMelBands({ count, lowHertz, highHertz, stretch, sampleRate, spectrumLength }: MelBands): Band[] {
  const step = (toMel(highHertz) - toMel(lowHertz)) / (count + 1)
  const edge = (index: number) => {
    const hertz = Math.min(toHertz(toMel(lowHertz) + step * index) * stretch, 0.49 * sampleRate)
    return (hertz * spectrumLength) / sampleRate
  }
  return Array.from({ length: count }, (_, band) => makeTriangle(edge(band), edge(band + 1), edge(band + 2)))
}

function toMel(hertz: number): number {
  return 1127 * Math.log(1 + hertz / 700)
}

function toHertz(mel: number): number {
  return 700 * (Math.exp(mel / 1127) - 1)
}

function makeTriangle(left: number, top: number, right: number): Band {
  const firstPower = Math.ceil(left)
  const weights = Float64Array.from({ length: Math.max(0, Math.floor(right) - firstPower + 1) }, (_, index) => {
    const power = firstPower + index
    return Math.max(0, power < top ? (power - left) / (top - left) : (right - power) / (right - top || 1))
  })
  return { firstPower, weights }
}
