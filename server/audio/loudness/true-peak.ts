import { filterFor, type PolyphaseFilter } from '../polyphase-filter.ts'
import type { Samples } from '../track.ts'

/** Finds how far a sound swings between its samples, too. A sound may come in pieces. */
export interface TruePeakMeter {
  push(samples: Samples): void
  /** The furthest swing of all that was pushed; 1 is full scale, and there may be more. Nothing may be pushed after it. */
  finish(): number
}

/**
 * Oversamples to at least 176.4 kHz with the filter of our resampler, but only where the result can be further away than
 * the peak found so far: it lies as near to the straight line between two samples as the sound bends little there.
 * @param sampleRate hertz
 * Source: ITU-R BS.1770-4, annex 2, which asks for four times at 48 kHz and more at lower rates.
 */
export function openTruePeakMeter(sampleRate: number): TruePeakMeter {
  const filter = filterFor(4_000, 4_000 * Math.ceil(176_400 / sampleRate)) // only their ratio counts
  const { taps } = filter
  const middle = taps / 2 - 1
  const reachIn = reachOf(filter)
  let peak = 0
  let heard = new Float64Array(taps - 1) // silence before the sound, then its last samples

  function take(samples: ArrayLike<number>): void {
    const window = new Float64Array(heard.length + samples.length)
    window.set(heard)
    window.set(samples, heard.length)
    peak = Math.max(peak, highestOf(window, 0, window.length))
    for (let start = 0; start < samples.length; start += stretchLength) {
      const end = Math.min(start + stretchLength, samples.length)
      const beyond = reachIn(window, start, end + taps - 1)
      if (highestOf(window, start + middle, end + middle + 1) + beyond <= peak) continue
      for (let position = start; position < end; position++) {
        const nearest = Math.max(Math.abs(window[position + middle]!), Math.abs(window[position + middle + 1]!))
        if (nearest + beyond > peak) peak = Math.max(peak, furthestBetween(filter, window, position))
      }
    }
    heard = window.slice(samples.length)
  }

  return {
    push: take,
    finish() {
      take(new Float64Array(taps))
      return peak / 32_768
    },
  }
}

const stretchLength = 128

/**
 * Tells how far a result can lie from the straight line between the two samples around it: so many times the greatest
 * second difference of the samples that the filter sees, and so many times the greatest first one.
 * Source: summation by parts, twice, of the filter's weights less those of the line.
 */
function reachOf({ weights, taps, up }: PolyphaseFilter): (window: Float64Array, start: number, end: number) => number {
  let perBend = 0
  let perSlope = 0
  for (let row = 1; row < up; row++) {
    const offset = row / up
    let sum = 0
    let sumOfSums = 0
    let bend = 0
    for (let tap = 0; tap < taps - 1; tap++) {
      const ofLine = tap === taps / 2 - 1 ? 1 - offset : tap === taps / 2 ? offset : 0
      sum += weights[row * taps + tap]! - ofLine
      sumOfSums += sum
      if (tap < taps - 2) bend += Math.abs(sumOfSums)
    }
    perBend = Math.max(perBend, bend)
    perSlope = Math.max(perSlope, Math.abs(sumOfSums))
  }
  return (window, start, end) => {
    let steepest = 0
    let sharpest = 0
    let before = window[start + 1]! - window[start]!
    for (let index = start + 2; index < end; index++) {
      const slope = window[index]! - window[index - 1]!
      const bend = Math.abs(slope - before)
      if (bend > sharpest) sharpest = bend
      if (slope > steepest) steepest = slope
      else if (-slope > steepest) steepest = -slope
      before = slope
    }
    return perBend * sharpest + perSlope * steepest
  }
}

function highestOf(window: Float64Array, start: number, end: number): number {
  let highest = 0
  for (let index = start; index < end; index++) {
    const level = Math.abs(window[index]!)
    if (level > highest) highest = level
  }
  return highest
}

/** Of the places between the two samples in the middle of the window that begins at `position`. */
function furthestBetween({ weights, taps, up }: PolyphaseFilter, window: Float64Array, position: number): number {
  let furthest = 0
  for (let row = taps; row < up * taps; row += taps) {
    let sum = 0
    for (let tap = 0; tap < taps; tap++) sum += weights[row + tap]! * window[position + tap]!
    furthest = Math.max(furthest, Math.abs(sum))
  }
  return furthest
}
