import type { Samples } from '../track.ts'

/** A sound is looked at in steps of a hundredth of a second. */
const stepsPerSecond = 100
const stepsOfQuiet = stepsPerSecond / 2

export interface QuietLevels {
  /** The RMS level of the quietest half second, or of all that is shorter. */
  noiseFloorDb: number
  /** How long it is quiet before the first sound, and after the last. */
  headSeconds: number
  tailSeconds: number
}

/** Finds where a sound is quiet, and how quiet it is there. */
export interface LevelSteps {
  push(channels: Samples[]): void
  /** @param rmsDb the level of all of it */
  finish(rmsDb: number): QuietLevels
}

/** @param sampleRate hertz */
export function openLevelSteps(sampleRate: number): LevelSteps {
  let powers = new Float32Array(1_024)
  let [count, sampleCount, squares, squaresFrom] = [0, 0, 0, 0]

  function endStep(): void {
    if (count === powers.length) {
      const larger = new Float32Array(powers.length * 2)
      larger.set(powers)
      powers = larger
    }
    powers[count++] = squares / (sampleCount - squaresFrom)
    squares = 0
    squaresFrom = sampleCount
  }

  return {
    push(channels) {
      const { length } = channels[0]!
      for (let start = 0; start < length; ) {
        const stepEnd = Math.floor(((count + 1) * sampleRate) / stepsPerSecond)
        const end = Math.min(length, start + stepEnd - sampleCount)
        for (const samples of channels) squares += squaresOf(samples, start, end) / channels.length
        sampleCount += end - start
        start = end
        if (sampleCount === stepEnd) endStep()
      }
    },
    finish(rmsDb) {
      if (sampleCount > squaresFrom) endStep()
      const own = powers.subarray(0, count)
      const noiseFloorDb = toDb(quietestHalfSecond(own))
      const limit = 10 ** (soundAbove(rmsDb, noiseFloorDb) / 10)
      const first = own.findIndex((power) => power > limit)
      const last = own.findLastIndex((power) => power > limit)
      const seconds = sampleCount / sampleRate
      if (first < 0) return { noiseFloorDb, headSeconds: seconds, tailSeconds: seconds }
      const tailSeconds = Math.max(0, seconds - (last + 1) / stepsPerSecond)
      return { noiseFloorDb, headSeconds: first / stepsPerSecond, tailSeconds }
    },
  }
}

/**
 * What stands out of the noise and is less than 40 dB below the voice is no room tone: speech begins softly. A sound that is
 * never quiet has none.
 */
function soundAbove(rmsDb: number, noiseFloorDb: number): number {
  return Math.max(rmsDb - 40, Math.min(noiseFloorDb, rmsDb - 12) + 6)
}

function quietestHalfSecond(powers: Float32Array): number {
  const length = Math.min(stepsOfQuiet, powers.length)
  let sum = 0
  let quietest = Number.POSITIVE_INFINITY
  for (let index = 0; index < powers.length; index++) {
    sum += powers[index]!
    if (index >= length) sum -= powers[index - length]!
    if (index >= length - 1) quietest = Math.min(quietest, sum / length)
  }
  return powers.length === 0 ? 0 : Math.max(0, quietest)
}

function squaresOf(samples: Samples, start: number, end: number): number {
  let squares = 0
  for (let index = start; index < end; index++) {
    const level = samples[index]! / 32_768
    squares += level * level
  }
  return squares
}

function toDb(power: number): number {
  return 10 * Math.log10(power)
}
