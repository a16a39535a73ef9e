import type { Samples } from '../track.ts'

/** Weighs the frequencies of a sound as loudness does. Keeps what it has heard, so a sound may come in pieces. */
export interface KWeighting {
  /** The sum of the squared weighted samples from `start` up to `end`. Full scale is 1. */
  energyOf(samples: Samples, start: number, end: number): number
}

/**
 * @param sampleRate hertz
 * Source: ITU-R BS.1770-4, annex 1, figures 2 and 4: a shelf and then a high-pass.
 */
export function openKWeighting(sampleRate: number): KWeighting {
  const { shelf, highPass } = kWeightingFilters(sampleRate)
  // What each filter remembers, in the transposed direct form II.
  let [shelf1, shelf2, high1, high2] = [0, 0, 0, 0]
  return {
    energyOf(samples, start, end) {
      let energy = 0
      for (let index = start; index < end; index++) {
        const sample = samples[index]! / 32_768
        const shelved = shelf.b0 * sample + shelf1
        shelf1 = shelf.b1 * sample - shelf.a1 * shelved + shelf2
        shelf2 = shelf.b2 * sample - shelf.a2 * shelved
        const weighted = shelved + high1
        high1 = high2 - 2 * shelved - highPass.a1 * weighted
        high2 = shelved - highPass.a2 * weighted
        energy += weighted * weighted
      }
      return energy
    },
  }
}

/**
 * The two filters at any rate. The standard gives their coefficients at 48 kHz only; these are the analogue filters
 * behind them, brought to the rate by the bilinear transform, and at 48 kHz they agree with the standard to 11 digits.
 * Source: B. De Man, Evaluation of Implementations of the EBU R128 Loudness Measurement, AES Convention 145 (2018).
 */
export function kWeightingFilters(sampleRate: number) {
  return { shelf: shelfAt(sampleRate), highPass: highPassAt(sampleRate) }
}

function shelfAt(sampleRate: number) {
  const k = Math.tan((Math.PI * 1_681.974450955533) / sampleRate)
  const quality = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const middle = high ** 0.4996667741545416
  const a0 = 1 + k / quality + k * k
  return {
    b0: (high + (middle * k) / quality + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (middle * k) / quality + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / quality + k * k) / a0,
  }
}

/** Its numerator is 1, -2, 1. */
function highPassAt(sampleRate: number) {
  const k = Math.tan((Math.PI * 38.13547087602444) / sampleRate)
  const quality = 0.5003270373238773
  const a0 = 1 + k / quality + k * k
  return { a1: (2 * (k * k - 1)) / a0, a2: (1 - k / quality + k * k) / a0 }
}
