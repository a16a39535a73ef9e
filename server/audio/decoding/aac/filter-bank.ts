import { type FrameShape, frameLength, shortLength, windowSequence } from './frame.ts'
import { openInverseTransform } from './inverse-transform.ts'

/** Turns the spectra of one channel into its samples, frame by frame, each overlapping with the one before. */
export interface FilterBank {
  /** @returns 1,024 samples in steps of 16 bits */
  push(spectrum: Float64Array, shape: FrameShape): Float32Array
}

/** Source: ISO/IEC 14496-3, 4.6.11. */
export function openFilterBank(): FilterBank {
  let overlap = new Float64Array(frameLength)
  let wasKaiserBessel = false
  return {
    push(spectrum, { sequence, isKaiserBessel }) {
      const [before, behind] = [slopesOf(wasKaiserBessel), slopesOf(isKaiserBessel)]
      const sound =
        sequence === windowSequence.short
          ? overlapShort(spectrum, before.short, behind.short)
          : weigh(longTransform(spectrum), {
              rise: sequence === windowSequence.longStop ? before.short : before.long,
              fall: sequence === windowSequence.longStart ? behind.short : behind.long,
            })
      wasKaiserBessel = isKaiserBessel
      const samples = new Float32Array(frameLength)
      for (let index = 0; index < frameLength; index++) samples[index] = overlap[index]! + sound[index]!
      overlap = sound.slice(frameLength)
      return samples
    },
  }
}

const longTransform = openInverseTransform(frameLength)
const shortTransform = openInverseTransform(shortLength)
/** Where the first of eight short windows begins. */
const firstShort = (frameLength - shortLength) / 2

/** @param slopes shorter ones lie in the midst of their half, with nothing outside and all inside */
function weigh(samples: Float64Array, { rise, fall }: { rise: Float64Array; fall: Float64Array }): Float64Array {
  const size = samples.length / 2
  const [riseStart, fallStart] = [(size - rise.length) / 2, size + (size - fall.length) / 2]
  for (let index = 0; index < riseStart; index++) samples[index] = 0
  for (let index = 0; index < rise.length; index++) samples[riseStart + index]! *= rise[index]!
  for (let index = 0; index < fall.length; index++) samples[fallStart + index]! *= fall[fall.length - 1 - index]!
  for (let index = fallStart + fall.length; index < samples.length; index++) samples[index] = 0
  return samples
}

function overlapShort(spectrum: Float64Array, first: Float64Array, others: Float64Array): Float64Array {
  const sound = new Float64Array(2 * frameLength)
  for (let window = 0; window < 8; window++) {
    const part = shortTransform(spectrum.subarray(window * shortLength, (window + 1) * shortLength))
    const start = firstShort + window * shortLength
    const weighed = weigh(part, { rise: window === 0 ? first : others, fall: others })
    for (let index = 0; index < weighed.length; index++) sound[start + index]! += weighed[index]!
  }
  return sound
}

interface Slopes {
  long: Float64Array
  short: Float64Array
}

function slopesOf(isKaiserBessel: boolean): Slopes {
  return isKaiserBessel ? kaiserBessel : sines
}

const sines: Slopes = { long: sineSlope(frameLength), short: sineSlope(shortLength) }
const kaiserBessel: Slopes = { long: kaiserBesselSlope(frameLength, 4), short: kaiserBesselSlope(shortLength, 6) }

function sineSlope(length: number): Float64Array {
  return Float64Array.from({ length }, (_, index) => Math.sin((Math.PI * (index + 0.5)) / (2 * length)))
}

/** Source: ISO/IEC 14496-3, 4.6.11.3.2. */
function kaiserBesselSlope(length: number, alpha: number): Float64Array {
  const kernel = Array.from({ length: length + 1 }, (_, index) =>
    besselI0(Math.PI * alpha * Math.sqrt(1 - ((2 * index) / length - 1) ** 2)),
  )
  const total = kernel.reduce((sum, weight) => sum + weight, 0)
  let sum = 0
  return Float64Array.from({ length }, (_, index) => Math.sqrt((sum += kernel[index]!) / total))
}

/** The modified Bessel function of the first kind, of order 0. */
function besselI0(x: number): number {
  let [sum, term] = [1, 1]
  for (let index = 1; term > 1e-12 * sum; index++) {
    term *= (x / 2 / index) ** 2
    sum += term
  }
  return sum
}
