import { integratedLoudness, stepsPerSecond } from './loudness.ts'
import type { TakeLoudness } from './take-loudness.ts'
import type { TakeSums } from './take-sums.ts'

/** How loud a sound is; -Infinity each for silence. */
export interface Loudness {
  /** As the ear hears it, pauses left out: BS.1770-4. */
  integratedLufs: number
  /** Of all frequencies alike, pauses counted in; that of a full-scale square wave is 0. */
  rmsDbfs: number
  samplePeakDbfs: number
  /** Between the samples, too: BS.1770-4, annex 2. */
  truePeakDbfs: number
  /** Of what is quiet within the takes; the pauses between them are digital silence. */
  noiseFloorDbfs: number
}

/** A stretch of a take and the silence behind it, as in a manifest; without a take only silence. */
export interface MeasuredSegment {
  take: TakeSums | null
  /** The stretch of the take, in its seconds; all of it when not given. */
  range?: { startSeconds: number; endSeconds: number }
  /** How much louder it is played. */
  gainDb?: number
  pauseSeconds: number
}

/**
 * The loudness of takes and pauses one after the other, from what was measured of each take alone.
 * Of whole takes, RMS and peaks are those of the joined sound. The energy within a take's tenth of a second counts as spread
 * evenly, since only its sum was kept; and the energy of a stretch is that of its tenths. Measured on speech against the
 * joined sound: less than 0.05 LU off in chapters of minutes, at most 0.2 LU in a few sentences.
 */
export function combineLoudness(segments: Iterable<MeasuredSegment>): Loudness {
  const steps: number[] = []
  const quiet = { energy: 0, seconds: 0 }
  let [position, energy, samplePeak, truePeak] = [0, 0, 0, 0]
  for (const { take, range, gainDb = 0, pauseSeconds } of segments) {
    if (take) {
      const level = 10 ** (gainDb / 20)
      const { startSeconds, endSeconds } = range ?? { startSeconds: 0, endSeconds: take.durationSeconds }
      const share = addEnergies(steps, take, { startSeconds, endSeconds, position, power: level ** 2 })
      energy += take.energy * share * level ** 2
      samplePeak = Math.max(samplePeak, take.samplePeak * level)
      truePeak = Math.max(truePeak, take.truePeak * level)
      quiet.energy += take.quietEnergy * share * level ** 2
      quiet.seconds += take.quietSeconds * share
      position += endSeconds - startSeconds
    }
    position += pauseSeconds
  }
  return {
    integratedLufs: integratedLoudness(wholeSteps(steps, position)),
    rmsDbfs: toDecibels(position === 0 ? 0 : energy / position),
    samplePeakDbfs: 2 * toDecibels(samplePeak),
    truePeakDbfs: 2 * toDecibels(truePeak),
    noiseFloorDbfs: toDecibels(quiet.seconds === 0 ? 0 : quiet.energy / quiet.seconds),
  }
}

/** @param power of a level of 1 */
function toDecibels(power: number): number {
  return 10 * Math.log10(power)
}

interface Placed {
  startSeconds: number
  endSeconds: number
  /** Where the stretch begins in the joined sound, in seconds. */
  position: number
  /** What its energies are multiplied by. */
  power: number
}

/** Lays a take's energies onto the tenths of the joined sound. @returns which share of the take's weighted energy that is */
function addEnergies(
  steps: number[],
  { energies, durationSeconds }: TakeLoudness,
  { startSeconds, endSeconds, position, power }: Placed,
): number {
  const [from, until, end] = [startSeconds, endSeconds, durationSeconds].map((seconds) => seconds * stepsPerSecond) as [
    number,
    number,
    number,
  ]
  const shift = (position - startSeconds) * stepsPerSecond
  let [whole, part] = [0, 0]
  for (const [index, energy] of energies.entries()) {
    const stepEnd = Math.min(index + 1, end)
    const [first, last] = [Math.max(index, from), Math.min(stepEnd, until)]
    const inside = last > first ? (energy * (last - first)) / (stepEnd - index) : 0
    if (inside > 0) spread(steps, inside * power, first + shift, last + shift)
    whole += energy
    part += inside
  }
  return whole === 0 ? 0 : until - from >= end ? 1 : part / whole
}

/** @param from in steps @param to not far after it */
function spread(steps: number[], energy: number, from: number, to: number): void {
  for (let step = Math.floor(from); step < to; step++) {
    const share = (Math.min(to, step + 1) - Math.max(from, step)) / (to - from)
    steps[step] = (steps[step] ?? 0) + energy * share
  }
}

/** Without holes, and without the last step when it is not whole. */
function wholeSteps(steps: number[], durationSeconds: number): Float64Array {
  const whole = new Float64Array(Math.floor(durationSeconds * stepsPerSecond + 1e-6))
  for (let step = 0; step < whole.length; step++) whole[step] = steps[step] ?? 0
  return whole
}
