import { joinSamples } from './pcm.ts'
import { filterFor, type PolyphaseFilter } from './polyphase-filter.ts'
import type { Track } from './track.ts'

/** How many samples `resample` makes: ceil(sampleCount · toRate / fromRate), exactly. */
export function resampledLength(sampleCount: number, fromRate: number, toRate: number): number {
  const { up, down } = filterFor(fromRate, toRate)
  const scaled = sampleCount * up
  const rest = scaled % down
  return (scaled - rest) / down + (rest > 0 ? 1 : 0)
}

/**
 * A track at another rate in hertz, without delay: sample k of the result lies at time k / sampleRate of the track.
 * What lies outside the track counts as silence. At the same rate the track's own samples are answered, not a copy.
 */
export function resample(track: Track, sampleRate: number): Int16Array {
  if (track.sampleRate === sampleRate) return track.samples
  const resampler = openResampler(track.sampleRate, sampleRate)
  return joinSamples([resampler.push(track.samples), resampler.finish()])
}

/** Resamples a long track piece by piece; the pieces joined are what `resample` makes of the whole. */
export interface Resampler {
  /** The next samples in, those that are settled by now out. */
  push(samples: Int16Array): Int16Array
  /** The last samples, as silence follows. */
  finish(): Int16Array
}

export function openResampler(fromRate: number, toRate: number): Resampler {
  const filter = filterFor(fromRate, toRate)
  const { up, down, taps } = filter
  const reach = taps / 2 // a result needs `reach` samples from its place on, and `reach - 1` before it
  let received = 0
  let produced = 0
  let window = new Float64Array(reach - 1) // the latest samples, up to `received`; silence before the first

  function take(samples: ArrayLike<number>, until: number): Int16Array {
    const start = received - window.length
    window = append(window, samples)
    received += samples.length
    const output = new Int16Array(Math.max(0, until - produced))
    convolve(filter, window, start, produced, output)
    produced += output.length
    const firstNeeded = Math.floor((produced * down) / up) - (reach - 1)
    window = window.slice(Math.min(window.length, firstNeeded - start))
    return output
  }

  return {
    push(samples) {
      if (fromRate === toRate) return samples
      return take(samples, resampledLength(Math.max(0, received + samples.length - reach), fromRate, toRate))
    },
    finish() {
      if (fromRate === toRate) return new Int16Array(0)
      return take(new Float64Array(reach), resampledLength(received, fromRate, toRate))
    },
  }
}

/**
 * Fills `output` with results number `first` and on.
 * @param window input samples, the first of them number `windowStart` of the whole input
 */
function convolve(
  { up, down, taps, weights }: PolyphaseFilter,
  window: Float64Array,
  windowStart: number,
  first: number,
  output: Int16Array,
): void {
  const wholeStep = Math.floor(down / up)
  const phaseStep = down % up
  let phase = (first * down) % up
  let position = (first * down - phase) / up - (taps / 2 - 1) - windowStart
  for (let index = 0; index < output.length; index++) {
    const row = phase * taps
    let even = 0
    let odd = 0
    // Two sums, because each addition has to wait for the one before it.
    for (let tap = 0; tap < taps; tap += 2) {
      even += weights[row + tap]! * window[position + tap]!
      odd += weights[row + tap + 1]! * window[position + tap + 1]!
    }
    output[index] = toInt16(even + odd)
    position += wholeStep
    phase += phaseStep
    if (phase >= up) {
      phase -= up
      position++
    }
  }
}

function toInt16(value: number): number {
  if (value >= 32_767) return 32_767
  if (value <= -32_768) return -32_768
  return Math.floor(value + 0.5)
}

function append(window: Float64Array<ArrayBuffer>, samples: ArrayLike<number>): Float64Array<ArrayBuffer> {
  const joined = new Float64Array(window.length + samples.length)
  joined.set(window)
  joined.set(samples, window.length)
  return joined
}
