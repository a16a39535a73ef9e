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
  const { samples } = track
  if (track.sampleRate === sampleRate) return samples
  const resampler = openResampler(track.sampleRate, sampleRate)
  const output = new Int16Array(resampledLength(samples.length, track.sampleRate, sampleRate))
  let length = 0
  const add = (settled: Int16Array) => {
    output.set(settled, length)
    length += settled.length
  }
  for (let start = 0; start < samples.length; start += pieceLength) {
    add(resampler.push(samples.subarray(start, start + pieceLength)))
  }
  add(resampler.finish())
  return output
}

/** So that a long take needs no memory as doubles: what threads allocate in large pieces stays with the process. */
const pieceLength = 8_192

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
  const window = openWindow(reach - 1) // the latest samples, up to `received`; silence before the first

  function take(samples: ArrayLike<number>, until: number): Int16Array {
    const start = received - window.samples().length
    window.append(samples)
    received += samples.length
    const output = new Int16Array(Math.max(0, until - produced))
    convolve(filter, window.samples(), start, produced, output)
    produced += output.length
    const firstNeeded = Math.floor((produced * down) / up) - (reach - 1)
    window.drop(firstNeeded - start)
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

/** Samples in a row: new ones come at the end, old ones go at the start. Begins with so many zeros. */
function openWindow(zeroCount: number) {
  let room = new Float64Array(zeroCount)
  let length = zeroCount
  return {
    samples: () => room.subarray(0, length),
    append(samples: ArrayLike<number>): void {
      if (room.length < length + samples.length) {
        const larger = new Float64Array(length + samples.length)
        larger.set(room.subarray(0, length))
        room = larger
      }
      room.set(samples, length)
      length += samples.length
    },
    drop(count: number): void {
      const dropped = Math.min(count, length)
      room.copyWithin(0, dropped, length)
      length -= dropped
    },
  }
}
