import { openGainCurve } from './gain-curve.ts'
import type { Normalization } from './volume-normalization.ts'

/** Makes a sound louder or softer and keeps its peaks below a ceiling. The pieces may have any size; none is longer. */
export interface Limiter {
  /** The next samples in, those that are settled by now out: the last 5 ms are held back. */
  push(samples: Int16Array): Int16Array
  /** The samples that were held back. As many came out as went in, each at its place. */
  finish(): Int16Array
}

export function openLimiter({ gainDb, ceilingDb }: Normalization, sampleRate: number): Limiter {
  const gain = 10 ** (gainDb / 20)
  const ceiling = Math.min(Math.floor(32_768 * 10 ** (ceilingDb / 20)), 32_767)
  const lookahead = Math.round(lookaheadSeconds * sampleRate)
  const curve = openGainCurve(lookahead, 1 - Math.exp(-1 / (releaseSeconds * sampleRate)))
  let heldBack = new Int16Array(0)

  /** Takes `samples` from `start` up to `end` in, and puts those out that came `lookahead` earlier. */
  function limit(samples: Int16Array, start: number, end: number, output: Int16Array): void {
    for (let index = start; index < end; index++) {
      const level = Math.abs(samples[index]!) * gain
      const smoothed = curve.next(level > ceiling ? ceiling / level : 1)
      const place = index - lookahead
      if (place >= 0) output[place] = Math.floor(samples[place]! * gain * smoothed + 0.5)
    }
  }

  function amplify(samples: Int16Array, start: number, end: number, output: Int16Array): void {
    for (let place = Math.max(0, start - lookahead); place < end - lookahead; place++)
      output[place] = Math.floor(samples[place]! * gain + 0.5)
  }

  function take(samples: Int16Array): Int16Array {
    const all = new Int16Array(heldBack.length + samples.length)
    all.set(heldBack)
    all.set(samples, heldBack.length)
    const output = new Int16Array(Math.max(0, all.length - lookahead))
    for (let start = heldBack.length; start < all.length; start += stretchLength) {
      const end = Math.min(start + stretchLength, all.length)
      const isQuiet = curve.isResting && peakOf(all, start, end) * gain <= ceiling
      if (isQuiet) amplify(all, start, end, output)
      else limit(all, start, end, output)
    }
    heldBack = all.slice(output.length)
    return output
  }

  return { push: take, finish: () => take(new Int16Array(lookahead)) }
}

// How fast the gain falls and comes back. Source: FFmpeg's alimiter, whose defaults these are.
const lookaheadSeconds = 0.005
const releaseSeconds = 0.05

/** Most stretches of speech need no limiting, and then are ten times cheaper. */
const stretchLength = 256

function peakOf(samples: Int16Array, start: number, end: number): number {
  let peak = 0
  for (let index = start; index < end; index++) {
    const level = Math.abs(samples[index]!)
    if (level > peak) peak = level
  }
  return peak
}
