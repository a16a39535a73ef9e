import { filterFor, type PolyphaseFilter } from './polyphase-filter.ts'
import type { Samples } from './track.ts'

/** Finds how far a sound swings between its samples, too. A sound may come in pieces. */
export interface TruePeakMeter {
  push(samples: Samples): void
  /** The furthest swing of all that was pushed; 1 is full scale, and there may be more. Nothing may be pushed after it. */
  finish(): number
}

/**
 * Oversamples to at least 176.4 kHz with the filter of our resampler. Stretches that cannot reach the peak found so far,
 * even in the worst case, are passed over.
 * @param sampleRate hertz
 * Source: ITU-R BS.1770-4, annex 2, which asks for four times at 48 kHz and more at lower rates.
 */
export function openTruePeakMeter(sampleRate: number): TruePeakMeter {
  const filter = filterFor(4_000, 4_000 * Math.ceil(176_400 / sampleRate)) // only their ratio counts
  const { taps } = filter
  const most = mostOf(filter)
  const coarseStep = Math.floor(filter.up / 4)
  let peak = 0
  let heard = new Float64Array(taps - 1) // silence before the sound, then its last samples

  function take(samples: ArrayLike<number>): void {
    const window = new Float64Array(heard.length + samples.length)
    window.set(heard)
    window.set(samples, heard.length)
    peak = Math.max(peak, highestOf(window, 0, window.length))
    for (let start = 0; start < samples.length; start += stretchLength) {
      const end = Math.min(start + stretchLength, samples.length)
      const highest = highestOf(window, start, end + taps - 1)
      if (highest * most <= peak) continue
      if (coarseStep > 1 && highestBetween(filter, window, start, end, coarseStep) * coarseMargin <= peak) continue
      peak = Math.max(peak, highestBetween(filter, window, start, end, 1))
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

const stretchLength = 64

/** At four places for each sample nothing is further away than what lies between them, but for a tenth: 1 / cos(π / 8). */
const coarseMargin = 1.1

/** What the filter makes at most of samples up to 1: when each has the sign of its weight. */
function mostOf({ weights, taps, up }: PolyphaseFilter): number {
  const rows = Array.from({ length: up }, (_, row) => weights.subarray(row * taps, (row + 1) * taps))
  return Math.max(...rows.map((row) => row.reduce((sum, weight) => sum + Math.abs(weight), 0)))
}

function highestOf(window: Float64Array, start: number, end: number): number {
  let highest = 0
  for (let index = start; index < end; index++) {
    const level = Math.abs(window[index]!)
    if (level > highest) highest = level
  }
  return highest
}

/** Of the places between the samples, or of every so many, for windows that begin at `start` up to `end`. */
function highestBetween(
  { weights, taps, up }: PolyphaseFilter,
  window: Float64Array,
  start: number,
  end: number,
  rowStep: number,
): number {
  let highest = 0
  for (let position = start; position < end; position++) {
    for (let row = rowStep * taps; row < up * taps; row += rowStep * taps) {
      let sum = 0
      for (let tap = 0; tap < taps; tap++) sum += weights[row + tap]! * window[position + tap]!
      highest = Math.max(highest, Math.abs(sum))
    }
  }
  return highest
}
