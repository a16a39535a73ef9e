import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Samples } from '../track.ts'
import { openSoundMeter, type SoundLevels } from './sound-levels.ts'

const rate = 48_000

test('a sine of 1 kHz at -23 dB has -23 LUFS on two channels and -26 on one', () => {
  const sine = aSine(20, -23)
  assertNear(measure([sine, sine]).integratedLufs, -23, 0.1) // EBU Tech 3341, case 1
  assertNear(measure([sine]).integratedLufs, -26, 0.1)
  assertNear(measure([sine]).rmsDb, -23 - 3.01, 0.01)
  assertNear(measure([sine]).peakDb, -23, 0.01)
})

test('quiet parts do not count for the loudness', () => {
  const sound = join(aSine(10, -36), aSine(60, -23), aSine(10, -36))
  assertNear(measure([sound, sound]).integratedLufs, -23, 0.1) // EBU Tech 3341, case 3
})

test('a peak between two samples is found', () => {
  const sine = Float32Array.from({ length: rate }, (_, index) => 16_384 * Math.sin((index * Math.PI) / 2 + Math.PI / 4))
  const { peakDb, truePeakDb } = measure([sine])
  assertNear(peakDb, -9.03, 0.01)
  assertNear(truePeakDb, -6.02, 0.2) // EBU Tech 3341, case 15: +0.2, -0.4
})

test('the noise floor is that of the quietest half second; head and tail end where sound is', () => {
  const sound = join(aNoise(0.7, -65), aSine(5, -20), aNoise(1, -70), aSine(5, -20), aNoise(2.5, -65))
  for (const size of [sound.length, 1_000, 4_801]) {
    const { noiseFloorDb, headSeconds, tailSeconds, durationSeconds } = measure([sound], size)
    assertNear(noiseFloorDb, -70, 0.3)
    assertNear(headSeconds, 0.7, 0.011)
    assertNear(tailSeconds, 2.5, 0.011)
    assertNear(durationSeconds, 14.2, 1e-6)
  }
})

test('a sound that is never quiet has no head and no tail', () => {
  const { headSeconds, tailSeconds } = measure([aSine(2, -20)])
  assert.deepEqual([headSeconds, tailSeconds], [0, 0])
})

test('silence has no level, and all of it is head and tail', () => {
  const { rmsDb, noiseFloorDb, integratedLufs, headSeconds, tailSeconds } = measure([new Int16Array(rate)])
  assert.deepEqual([rmsDb, noiseFloorDb, integratedLufs], Array(3).fill(Number.NEGATIVE_INFINITY))
  assert.deepEqual([headSeconds, tailSeconds], [1, 1])
})

function measure(channels: Samples[], pieceLength = 10_000): SoundLevels {
  const meter = openSoundMeter(rate, channels.length)
  for (let start = 0; start < channels[0]!.length; start += pieceLength)
    meter.push(channels.map((samples) => samples.subarray(start, start + pieceLength)))
  return meter.finish()
}

function aSine(seconds: number, db: number): Float32Array {
  const level = 32_768 * 10 ** (db / 20)
  return Float32Array.from({ length: seconds * rate }, (_, index) => level * Math.sin((index * 2_000 * Math.PI) / rate))
}

/** White noise of an RMS level, the same each time. */
function aNoise(seconds: number, db: number): Float32Array {
  const level = 32_768 * 10 ** (db / 20) * Math.sqrt(3)
  let state = 1
  return Float32Array.from({ length: seconds * rate }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (level * state) / 2 ** 31
  })
}

function join(...parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]))
}

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is about ${expected}`)
}
