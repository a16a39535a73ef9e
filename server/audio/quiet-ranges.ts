import type { Track } from './track.ts'

/** Samples `start` up to but not including `end`. */
export interface SampleRange {
  start: number
  end: number
}

/** Stretches of this length are quiet or not: shorter than a breath, longer than the swing of a voice. */
const frameSeconds = 0.005
/** They begin so often: a range is exact to it. */
const stepsPerFrame = 5
/** The gap inside a plosive is shorter; what is longer is a pause, however small. */
const shortestSeconds = 0.03
/** So far below its loudest moment speech cannot be told from the noise between words. */
const quietDecibels = -45
/** Root mean square, of 32,768: what never becomes louder (-70 dBFS) is quiet as a whole. */
const faintest = 10

/** Where nothing is heard, in order: what is 45 dB below the loudest moment, for 30 ms at least or at an edge. */
export function findQuietRanges({ samples, sampleRate }: Track): SampleRange[] {
  const step = Math.max(1, Math.round((sampleRate * frameSeconds) / stepsPerFrame))
  const powers = powersOf(samples, step)
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0)
  const limit = loudest < faintest ** 2 ? Number.POSITIVE_INFINITY : loudest * 10 ** (quietDecibels / 10)
  const ranges: SampleRange[] = []
  for (const { from, to } of findQuietFrames(powers, limit)) {
    const range = { start: from * step, end: Math.min((to + stepsPerFrame - 1) * step, samples.length) }
    const isEdge = range.start === 0 || range.end === samples.length
    if (range.end - range.start >= (isEdge ? 1 : shortestSeconds * sampleRate)) ranges.push(range)
  }
  return ranges
}

/** A sound that is shorter, and nowhere 6 dB louder than what is quiet, is noise at the border of what is heard. */
const shortestSound = 4 * stepsPerFrame
const faintSound = 10 ** 0.6

/** Runs of frames, the end exclusive. */
function findQuietFrames(powers: Float64Array, limit: number): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = []
  let loudest = 0
  for (const [frame, power] of powers.entries()) {
    const last = runs.at(-1)
    if (power >= limit) loudest = Math.max(loudest, power)
    else if (last?.to === frame || (last && frame - last.to < shortestSound && loudest < limit * faintSound))
      last.to = frame + 1
    else runs.push({ from: frame, to: frame + 1 })
    if (power < limit) loudest = 0
  }
  return runs
}

/** Mean squares of the frames that begin at each step; those at the end are shorter. */
function powersOf(samples: Int16Array, step: number): Float64Array {
  const squares = squaresOf(samples, step)
  return squares.map((_, first) => {
    const end = Math.min(first + stepsPerFrame, squares.length)
    let sum = 0
    for (let index = first; index < end; index++) sum += squares[index]!
    return sum / (Math.min(end * step, samples.length) - first * step)
  })
}

function squaresOf(samples: Int16Array, step: number): Float64Array {
  const squares = new Float64Array(Math.ceil(samples.length / step))
  for (let index = 0; index < samples.length; index++) squares[Math.floor(index / step)]! += samples[index]! ** 2
  return squares
}
