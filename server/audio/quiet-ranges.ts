import type { Track } from './track.ts'

/** Samples `start` up to but not including `end`. */
export interface SampleRange {
  start: number
  end: number
}

/** Frames of this length are quiet or not: a range is exact to it. */
const frameSeconds = 0.005
/** The gap inside a plosive is shorter; what is longer is a pause, however small. */
const shortestSeconds = 0.03
/** So far below its loudest moment speech cannot be told from the noise between words. */
const quietDecibels = -45
/** Root mean square, of 32,768: what never becomes louder (-70 dBFS) is quiet as a whole. */
const faintest = 10

/** Where nothing is heard, in order: what is 45 dB below the loudest moment, for 30 ms at least or at an edge. */
export function findQuietRanges({ samples, sampleRate }: Track): SampleRange[] {
  const length = Math.max(1, Math.round(sampleRate * frameSeconds))
  const powers = powersOf(samples, length)
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0)
  const limit = loudest < faintest ** 2 ? Number.POSITIVE_INFINITY : loudest * 10 ** (quietDecibels / 10)
  const ranges: SampleRange[] = []
  for (let frame = 0, from = 0; frame <= powers.length; frame++) {
    if (frame < powers.length && powers[frame]! < limit) continue
    const range = { start: from * length, end: Math.min(frame * length, samples.length) }
    const isEdge = range.start === 0 || range.end === samples.length
    if (range.end - range.start >= (isEdge ? 1 : shortestSeconds * sampleRate)) ranges.push(range)
    from = frame + 1
  }
  return ranges
}

/** Mean squares of frames; the last may be shorter. */
function powersOf(samples: Int16Array, length: number): Float64Array {
  const powers = new Float64Array(Math.ceil(samples.length / length))
  for (let frame = 0; frame < powers.length; frame++) {
    const end = Math.min(samples.length, (frame + 1) * length)
    let squares = 0
    for (let index = frame * length; index < end; index++) squares += samples[index]! ** 2
    powers[frame] = squares / (end - frame * length)
  }
  return powers
}
