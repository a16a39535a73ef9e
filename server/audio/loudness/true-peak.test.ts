import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { filterFor } from '../polyphase-filter.ts'
import { aHum } from '../samples.test-kit.ts'
import { openTruePeakMeter } from './true-peak.ts'

for (const sampleRate of [16_000, 24_000, 44_100, 48_000]) {
  test(`a sine whose samples all lie beside its peaks is found to swing as far as it does at ${sampleRate} Hz`, () => {
    // A quarter of the rate, begun at 45 degrees: each sample is at 0.707 of the peak.
    const samples = Int16Array.from({ length: 4_000 }, (_, index) =>
      Math.round(
        16_384 * Math.sin((Math.PI / 2) * index + Math.PI / 4) * Math.min(1, index / 500, (4_000 - index) / 500),
      ),
    )
    const decibels = 20 * Math.log10(peakOf([samples], sampleRate) / 0.5)
    assert.ok(Math.abs(decibels) < 0.1, `${decibels} dB`)
  })
}

test('the peak is never below the furthest sample, and the same for pieces of any size', () => {
  fc.assert(
    fc.property(
      fc.int16Array({ maxLength: 800, size: 'max' }),
      fc.array(fc.nat(300), { maxLength: 8 }),
      (noise, sizes) => {
        const samples = Int16Array.from([...aHum(500), ...noise])
        let start = 0
        const pieces = sizes.map((size) => samples.subarray(start, (start += size)))
        const peak = peakOf([...pieces, samples.subarray(start)], 44_100)
        assert.equal(peak, peakOf([samples], 44_100))
        assert.ok(peak >= samples.reduce((furthest, sample) => Math.max(furthest, Math.abs(sample)), 0) / 32_768)
      },
    ),
  )
})

test('no place between two samples is passed over that is further away', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9_000, max: 9_000 }), { maxLength: 300 }), fc.nat(20), (noise, repeats) => {
      const smooth = aHum(200 * repeats)
      const samples = Int16Array.from([...smooth, ...noise, ...smooth])
      const error = peakOf([samples], 24_000) - furthestOfAll(samples, 24_000)
      assert.ok(Math.abs(error) < 1e-9, `${error}`)
    }),
    { numRuns: 20 },
  )
})

test('silence and nothing have a peak of 0', () => {
  assert.equal(peakOf([], 24_000), 0)
  assert.equal(peakOf([new Int16Array(1_000)], 24_000), 0)
})

/** Every place, one after the other. */
function furthestOfAll(samples: Int16Array, sampleRate: number): number {
  const { weights, taps, up } = filterFor(4_000, 4_000 * Math.ceil(176_400 / sampleRate))
  const around = [...Array<number>(taps).fill(0), ...samples, ...Array<number>(taps).fill(0)]
  let furthest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  for (let start = 0; start + taps <= around.length; start++)
    for (let row = 1; row < up; row++) {
      const between = weights
        .subarray(row * taps, (row + 1) * taps)
        .reduce((sum, weight, tap) => sum + weight * around[start + tap]!, 0)
      furthest = Math.max(furthest, Math.abs(between))
    }
  return furthest / 32_768
}

function peakOf(pieces: Int16Array[], sampleRate: number): number {
  const meter = openTruePeakMeter(sampleRate)
  for (const piece of pieces) meter.push(piece)
  return meter.finish()
}
