import type { Samples } from '../track.ts'
import { openLevelSteps } from './level-steps.ts'
import { integratedLoudness, stepsPerSecond as loudnessStepsPerSecond } from './loudness.ts'
import { openLoudnessMeter, type TakeLoudness } from './take-loudness.ts'
import { openTruePeakMeter } from './true-peak.ts'

/** What is measured of a finished sound. Levels in decibels below full scale; -Infinity for digital silence. */
export interface SoundLevels {
  durationSeconds: number
  /** Of all channels and pauses; that of a full-scale square wave is 0. */
  rmsDb: number
  /** The furthest sample. */
  peakDb: number
  /** The furthest swing, between the samples too: BS.1770-4, annex 2. */
  truePeakDb: number
  /** BS.1770-4; a mono sound counts as one channel. */
  integratedLufs: number
  /** The RMS level of the quietest half second. */
  noiseFloorDb: number
  /** How long it is quiet before the first sound, and after the last. */
  headSeconds: number
  tailSeconds: number
}

/** Measures a sound of any number of channels that comes in pieces. */
export interface SoundMeter {
  /** @param channels as many samples of each */
  push(channels: Samples[]): void
  /** Of all that was pushed. Nothing may be pushed after it. */
  finish(): SoundLevels
}

/**
 * @param sampleRate hertz
 * Sources: ITU-R BS.1770-4, annex 1 and 2. The noise floor: ACX asks for the RMS level of what is heard when nobody speaks,
 * which the ACX Check of Audacity takes as that of the quietest half second.
 */
export function openSoundMeter(sampleRate: number, channelCount: number): SoundMeter {
  const loudness = Array.from({ length: channelCount }, () => openLoudnessMeter(sampleRate))
  const peaks = Array.from({ length: channelCount }, () => openTruePeakMeter(sampleRate))
  const steps = openLevelSteps(sampleRate)
  return {
    push(channels) {
      for (const [index, samples] of channels.entries()) {
        loudness[index]!.push(samples)
        peaks[index]!.push(samples)
      }
      steps.push(channels)
    },
    finish() {
      const measured = loudness.map((meter) => meter.finish())
      const { durationSeconds } = measured[0]!
      const energy = measured.reduce((sum, one) => sum + one.energy, 0) / channelCount
      const rmsDb = durationSeconds === 0 ? Number.NEGATIVE_INFINITY : 10 * Math.log10(energy / durationSeconds)
      return {
        durationSeconds,
        rmsDb,
        peakDb: toDb(Math.max(...measured.map(({ samplePeak }) => samplePeak))),
        truePeakDb: toDb(Math.max(...peaks.map((meter) => meter.finish()))),
        integratedLufs: integratedLoudness(addChannels(measured)),
        ...steps.finish(rmsDb),
      }
    },
  }
}

/** The energies of the channels together, without the last tenth of a second when it is not whole. */
function addChannels(channels: TakeLoudness[]): Float64Array {
  const whole = Math.floor(channels[0]!.durationSeconds * loudnessStepsPerSecond + 1e-6)
  const sums = new Float64Array(whole)
  for (const { energies } of channels) for (let step = 0; step < whole; step++) sums[step]! += energies[step] ?? 0
  return sums
}

/** @param level a share of full scale */
function toDb(level: number): number {
  return 20 * Math.log10(level)
}
