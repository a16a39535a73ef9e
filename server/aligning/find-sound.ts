import { quietDecibels } from '#server/audio/quiet-ranges.ts'
import type { Track } from '#server/audio/track.ts'

/** A stretch of samples, end exclusive. */
export interface Stretch {
  start: number
  end: number
}

/** Where a track is heard. */
export interface Sound {
  /** From the first sound to the last; empty when there is none. */
  start: number
  end: number
  /** The long silences in between, in order. */
  pauses: Stretch[]
}

const windowSeconds = 0.01
/** The closure of a stop consonant is up to 0.1 s of silence too. */
const shortestPauseSeconds = 0.12
/** Of 32,768: digital noise of a single bit is not sound, however silent the rest. */
const faintestLevel = 4

/** Finds sound by its energy, in windows of 10 ms. */
export function findSound({ samples, sampleRate }: Track): Sound {
  const length = Math.max(1, Math.round(windowSeconds * sampleRate))
  const powers = measureWindows(samples, length)
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0)
  const least = Math.max(loudest * 10 ** (quietDecibels / 10), faintestLevel ** 2)
  const first = powers.findIndex((power) => power > least)
  if (first < 0) return { start: 0, end: 0, pauses: [] }
  const last = powers.findLastIndex((power) => power > least)
  const pauses = findPauses(powers, least, first, last, shortestPauseSeconds / windowSeconds)
  return {
    start: first * length,
    end: Math.min(samples.length, (last + 1) * length),
    pauses: pauses.map(({ start, end }) => ({ start: start * length, end: end * length })),
  }
}

/** The mean square of each window. */
function measureWindows(samples: Int16Array, length: number): Float64Array {
  return Float64Array.from({ length: Math.ceil(samples.length / length) }, (_, window) => {
    const end = Math.min(samples.length, (window + 1) * length)
    let sum = 0
    for (let index = window * length; index < end; index++) sum += samples[index]! ** 2
    return sum / (end - window * length)
  })
}

function findPauses(powers: Float64Array, least: number, first: number, last: number, shortest: number): Stretch[] {
  const pauses: Stretch[] = []
  let start = first
  for (let window = first; window <= last; window++) {
    if (powers[window]! <= least) continue
    if (window - start >= shortest) pauses.push({ start, end: window })
    start = window + 1
  }
  return pauses
}
