import { openGainCurve } from './gain-curve.ts'
import type { Normalization } from './volume-normalization.ts'

/** Makes a sound louder or softer and keeps its peaks below a ceiling. The pieces may have any size; none is longer. */
export interface Limiter {
  /**
   * The next samples in, those that are settled by now out: the last 5 ms are held back.
   * @param ownGainDb of these samples alone, besides the gain of all
   */
  push(samples: Int16Array, ownGainDb?: number): Int16Array
  /** The samples that were held back. As many came out as went in, each at its place. */
  finish(): Int16Array
}

export function openLimiter({ gainDb, ceilingDb }: Normalization, sampleRate: number): Limiter {
  const ceiling = Math.min(Math.floor(32_768 * 10 ** (ceilingDb / 20)), 32_767)
  const lookahead = Math.round(lookaheadSeconds * sampleRate)
  const curve = openGainCurve(lookahead, 1 - Math.exp(-1 / (releaseSeconds * sampleRate)))
  let heldBack = new Float64Array(0) // with their gain

  /** Takes `levels` from `start` up to `end` in, and puts those out that came `lookahead` earlier. */
  function limit(levels: Float64Array, start: number, end: number, output: Int16Array): void {
    for (let index = start; index < end; index++) {
      const level = Math.abs(levels[index]!)
      const smoothed = curve.next(level > ceiling ? ceiling / level : 1)
      const place = index - lookahead
      if (place >= 0) output[place] = Math.floor(levels[place]! * smoothed + 0.5)
    }
  }

  function pass(levels: Float64Array, start: number, end: number, output: Int16Array): void {
    for (let place = Math.max(0, start - lookahead); place < end - lookahead; place++)
      output[place] = Math.floor(levels[place]! + 0.5)
  }

  function take(samples: Int16Array, ownGainDb = 0): Int16Array {
    const gain = 10 ** ((gainDb + ownGainDb) / 20)
    const levels = new Float64Array(heldBack.length + samples.length)
    levels.set(heldBack)
    for (let index = 0, place = heldBack.length; index < samples.length; index++)
      levels[place++] = samples[index]! * gain
    const output = new Int16Array(Math.max(0, levels.length - lookahead))
    for (let start = heldBack.length; start < levels.length; start += stretchLength) {
      const end = Math.min(start + stretchLength, levels.length)
      const isQuiet = curve.isResting && peakOf(levels, start, end) <= ceiling
      if (isQuiet) pass(levels, start, end, output)
      else limit(levels, start, end, output)
    }
    heldBack = levels.slice(output.length)
    return output
  }

  return { push: take, finish: () => take(new Int16Array(lookahead)) }
}

// How fast the gain falls and comes back. Source: FFmpeg's alimiter, whose defaults these are.
const lookaheadSeconds = 0.005
const releaseSeconds = 0.05

/** Most stretches of speech need no limiting, and then are ten times cheaper. */
const stretchLength = 256

function peakOf(samples: Float64Array, start: number, end: number): number {
  let peak = 0
  for (let index = start; index < end; index++) {
    const level = Math.abs(samples[index]!)
    if (level > peak) peak = level
  }
  return peak
}
