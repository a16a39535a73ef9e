import type { Samples, Track } from '../track.ts'
import { openKWeighting } from './k-weighting.ts'
import { stepsPerSecond } from './loudness.ts'

/**
 * What is kept of a take so that the loudness of all that is made of it needs no second look at its sound.
 * Levels are shares of full scale; an energy is the integral of the squared level, in seconds.
 */
export interface TakeLoudness {
  durationSeconds: number
  /** Of all frequencies alike. */
  energy: number
  /** Weighted as the ear does, of each tenth of a second; the last may be of less. */
  energies: Float32Array<ArrayBuffer>
  /** The furthest sample. What lies between the samples: see true-peak.ts, which takes longer than all of this. */
  samplePeak: number
}

export function measureTrack({ samples, sampleRate }: Track): TakeLoudness {
  const meter = openLoudnessMeter(sampleRate)
  meter.push(samples)
  return meter.finish()
}

/** Measures a sound that comes in pieces, of any size. */
export interface LoudnessMeter {
  push(samples: Samples): void
  /** Of all that was pushed. Nothing may be pushed after it. */
  finish(): TakeLoudness
}

/** @param sampleRate hertz */
export function openLoudnessMeter(sampleRate: number): LoudnessMeter {
  const weighting = openKWeighting(sampleRate)
  const energies: number[] = []
  let [sampleCount, squares, highest, stepEnergy] = [0, 0, 0, 0]

  function weigh(samples: Samples): void {
    for (let start = 0; start < samples.length; ) {
      const stepEnd = Math.floor(((energies.length + 1) * sampleRate) / stepsPerSecond)
      const end = Math.min(samples.length, start + stepEnd - sampleCount)
      stepEnergy += weighting.energyOf(samples, start, end)
      sampleCount += end - start
      start = end
      if (sampleCount === stepEnd) endStep()
    }
  }

  function endStep(): void {
    energies.push(stepEnergy / sampleRate)
    stepEnergy = 0
  }

  function addUnweighted(samples: Samples): void {
    for (let index = 0; index < samples.length; index++) {
      const sample = samples[index]!
      squares += sample * sample
      const level = Math.abs(sample)
      if (level > highest) highest = level
    }
  }

  return {
    push(samples) {
      weigh(samples)
      addUnweighted(samples)
    },
    finish() {
      if (stepEnergy > 0) endStep() // of a tenth that is not whole
      return {
        durationSeconds: sampleCount / sampleRate,
        energy: squares / 32_768 ** 2 / sampleRate,
        energies: Float32Array.from(energies),
        samplePeak: highest / 32_768,
      }
    },
  }
}
