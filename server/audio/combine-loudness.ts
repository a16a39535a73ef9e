import { integratedLoudness, stepsPerSecond } from './loudness.ts'
import type { TakeLoudness } from './take-loudness.ts'

/** How loud a sound is; -Infinity each for silence. */
export interface Loudness {
  /** As the ear hears it, pauses left out: BS.1770-4. */
  integratedLufs: number
  /** Of all frequencies alike, pauses counted in; that of a full-scale square wave is 0. */
  rmsDbfs: number
  samplePeakDbfs: number
}

/** A take and the silence behind it, as in a manifest; without a take only silence. */
export interface MeasuredSegment {
  take: TakeLoudness | null
  pauseSeconds: number
}

/**
 * The loudness of takes and pauses one after the other, from what was measured of each take alone.
 * RMS and sample peak are those of the joined sound. For the integrated loudness the energy within a take's tenth of a
 * second counts as spread evenly, since only its sum was kept. Measured on speech against the joined sound: less than
 * 0.05 LU off in chapters of minutes, at most 0.2 LU in a few sentences.
 */
export function combineLoudness(segments: Iterable<MeasuredSegment>): Loudness {
  const steps: number[] = []
  let [position, energy, samplePeak] = [0, 0, 0]
  for (const { take, pauseSeconds } of segments) {
    if (take) {
      addEnergies(steps, take, position)
      energy += take.energy
      samplePeak = Math.max(samplePeak, take.samplePeak)
    }
    position += (take?.durationSeconds ?? 0) + pauseSeconds
  }
  return {
    integratedLufs: integratedLoudness(wholeSteps(steps, position)),
    rmsDbfs: position === 0 ? Number.NEGATIVE_INFINITY : 10 * Math.log10(energy / position),
    samplePeakDbfs: toDbfs(samplePeak),
  }
}

/** @param level a share of full scale */
function toDbfs(level: number): number {
  return 20 * Math.log10(level)
}

/** Lays a take's energies onto the tenths of the joined sound. */
function addEnergies(steps: number[], { energies, durationSeconds }: TakeLoudness, startSeconds: number): void {
  const start = startSeconds * stepsPerSecond
  const takeEnd = start + durationSeconds * stepsPerSecond
  for (const [index, energy] of energies.entries())
    spread(steps, energy, start + index, Math.min(start + index + 1, takeEnd))
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
