import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { joinSamples } from '../pcm.ts'
import { aHum } from '../samples.test-kit.ts'
import { combineLoudness, type MeasuredSegment } from './combine-loudness.ts'
import { measureTrack, openLoudnessMeter } from './take-loudness.ts'
import { packSums, sumTake, unpackSums } from './take-sums.ts'

const sampleRate = 8_000

test('pieces of any size measure as the whole does', () => {
  const whole = measureTrack({ samples: aHum(9_999), sampleRate: 11_025 })
  fc.assert(
    fc.property(fc.array(fc.nat(3_000), { maxLength: 6 }), (sizes) => {
      const meter = openLoudnessMeter(11_025)
      const samples = aHum(9_999)
      let start = 0
      for (const size of sizes) meter.push(samples.subarray(start, (start += size)))
      meter.push(samples.subarray(start))
      assert.deepEqual(meter.finish(), whole)
    }),
    { numRuns: 30 },
  )
})

test('the loudness of a chapter follows from that of its takes', () => {
  const take = fc.record({
    sampleCount: fc.integer({ min: 8_000, max: 30_000 }),
    seed: fc.nat(99),
    pause: fc.nat(9_000),
  })
  fc.assert(
    fc.property(fc.array(take, { minLength: 1, maxLength: 6, size: 'max' }), (takes) => {
      const sounds = takes.map(({ sampleCount, seed }) => syllables(sampleCount, seed))
      const segments = takes.map(({ pause }, index) => segment(sounds[index]!, pause))
      const joined = joinSamples(takes.flatMap(({ pause }, index) => [sounds[index]!, new Int16Array(pause)]))
      const combined = combineLoudness(segments)
      const heard = combineLoudness([segment(joined, 0)])
      // The grid of a tenth of a second begins anew with each take: the gate may take up to a block more or less, which
      // counts where two seconds are all there is.
      assert.ok(Math.abs(combined.integratedLufs - heard.integratedLufs) < (takes.length > 2 ? 0.3 : 0.5))
      assert.ok(Math.abs(combined.rmsDbfs - heard.rmsDbfs) < 1e-9)
      assert.equal(combined.samplePeakDbfs, heard.samplePeakDbfs)
    }),
    { numRuns: 25 },
  )
})

test('a pause lowers the RMS and hardly the integrated loudness, which leaves pauses out', () => {
  const sound = syllables(80_000, 1)
  const alone = combineLoudness([segment(sound, 0)])
  const paused = combineLoudness([{ take: null, pauseSeconds: 5 }, segment(sound, 5 * sampleRate)])
  assert.ok(Math.abs(alone.rmsDbfs - paused.rmsDbfs - 10 * Math.log10(2)) < 1e-9)
  assert.ok(Math.abs(alone.integratedLufs - paused.integratedLufs) < 0.2)
})

test('silence and nothing are -Infinity in every respect', () => {
  for (const segments of [[], [{ take: null, pauseSeconds: 2 }], [segment(new Int16Array(9_000), 0)]])
    assert.deepEqual(new Set(Object.values(combineLoudness(segments))), new Set([Number.NEGATIVE_INFINITY]))
})

test('what is packed is unpacked as it was, from the middle of other bytes too', () => {
  for (const sampleCount of [0, 1, 12_345]) {
    const sums = sumTake({ samples: aHum(sampleCount), sampleRate: 24_000 })
    const packed = packSums(sums)
    assert.equal(packed.length, 48 + 4 * sums.energies.length)
    assert.deepEqual(unpackSums(Buffer.concat([Buffer.of(1), packed]).subarray(1)), sums)
  }
})

function segment(samples: Int16Array, pauseSamples: number): MeasuredSegment {
  return { take: sumTake({ samples, sampleRate }), pauseSeconds: pauseSamples / sampleRate }
}

/** Sound that swells four times a second, as speech does, and begins and ends softly, as takes do. */
function syllables(sampleCount: number, seed: number): Int16Array {
  return aHum(sampleCount, seed).map((sample, index) => {
    const edge = Math.min(1, index / 400, (sampleCount - index) / 400)
    return sample * edge * (0.55 - 0.45 * Math.cos((2 * Math.PI * 4 * index) / sampleRate))
  })
}
