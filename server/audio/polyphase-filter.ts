import { StudioError } from '#server/base/errors.ts'

/** A low-pass filter cut into `up` rows of `taps` weights: row p serves results that lie p/up of a sample past an input. */
export interface PolyphaseFilter {
  /** From the one rate to the other is a step of `down / up` input samples, in lowest terms. */
  up: number
  down: number
  /** Even. */
  taps: number
  weights: Float64Array
}

// Measured with these: tones of 1 and 10 kHz from 24 to 44.1 kHz keep a SINAD of 129 and 87 dB, aliases stay below
// -90 dB; 96 taps (beta 10, roll-off 0.95) would gain 13 to 24 dB that 16 bits cannot hold, for half the speed.
const tapsAtFullBand = 48
const kaiserBeta = 8
/** Where the filter is 6 dB down, as a share of the narrower of the two bands. */
const rollOff = 0.93

/** The windowed-sinc filter between two rates in hertz; made once per pair. @throws StudioError `invalid_audio` */
export function filterFor(fromRate: number, toRate: number): PolyphaseFilter {
  const key = `${fromRate}>${toRate}`
  let filter = filters.get(key)
  if (!filter) filters.set(key, (filter = designFilter(fromRate, toRate)))
  return filter
}

const filters = new Map<string, PolyphaseFilter>()

/**
 * Source: R. E. Crochiere, L. R. Rabiner, Multirate Digital Signal Processing (1983), section 3.3 (polyphase
 * interpolation by up/down); J. F. Kaiser's window as in A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal
 * Processing, section 7.5.3. Each row is scaled to a sum of 1, so that silence and steady levels come out exactly.
 */
function designFilter(fromRate: number, toRate: number): PolyphaseFilter {
  assertRate(fromRate)
  assertRate(toRate)
  const divisor = greatestCommonDivisor(fromRate, toRate)
  const up = toRate / divisor
  const down = fromRate / divisor
  const band = Math.min(1, up / down)
  const taps = 2 * Math.ceil(tapsAtFullBand / band / 2)
  const weights = new Float64Array(up * taps)
  for (let phase = 0; phase < up; phase++) weights.set(filterRow(phase / up, taps, band * rollOff), phase * taps)
  return { up, down, taps, weights }
}

/** @param offset how far the result lies past its input sample, 0 to 1 @param cutoff 1 = half the input's rate */
function filterRow(offset: number, taps: number, cutoff: number): Float64Array {
  const row = Float64Array.from({ length: taps }, (_, tap) => {
    const distance = tap - (taps / 2 - 1) - offset
    return sinc(cutoff * distance) * kaiserWindow(distance / (taps / 2))
  })
  const sum = row.reduce((total, weight) => total + weight, 0)
  return row.map((weight) => weight / sum)
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

/** @param x -1 to 1 */
function kaiserWindow(x: number): number {
  return besselI0(kaiserBeta * Math.sqrt(Math.max(0, 1 - x * x))) / besselI0(kaiserBeta)
}

/** The modified Bessel function of order zero: the sum of ((x/2)^k / k!)², which has settled long before 40 terms here. */
function besselI0(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; k < 40; k++) {
    term *= (x / 2 / k) ** 2
    sum += term
  }
  return sum
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

function assertRate(sampleRate: number): void {
  if (Number.isInteger(sampleRate) && sampleRate >= 4_000 && sampleRate <= 192_000) return
  throw new StudioError('invalid_audio', `${sampleRate} Hz is not a sample rate between 4,000 and 192,000 Hz.`)
}
