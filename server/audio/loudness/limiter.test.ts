import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openEncoders } from '../encoding/encoders.ts'
import { joinSamples, toSamples } from '../pcm.ts'
import { resample } from '../resample.ts'
import { aHum, aNoise } from '../samples.test-kit.ts'
import { openLimiter } from './limiter.ts'
import { type Normalization, planNormalization } from './volume-normalization.ts'

const sampleRate = 8_000
const normalization = fc.record({
  gainDb: fc.double({ min: -20, max: 30, noNaN: true }),
  ceilingDb: fc.constantFrom(0, -1, -3.5, -12),
})
/** Bursts, silence and noise in any order, so that the limiter rests and works. */
const samples = fc
  .array(fc.tuple(fc.constantFrom(0, 0.01, 0.3, 1), fc.nat(700)), { maxLength: 12, size: 'max' })
  .map((bursts) => joinSamples(bursts.map(([level, length]) => aNoise(length, length).map((sample) => sample * level))))

test('the length stays, no peak is above the ceiling, and pieces of any size give the same as the whole', () => {
  fc.assert(
    fc.property(samples, fc.array(fc.nat(500), { maxLength: 30 }), normalization, (samples, sizes, normalization) => {
      let start = 0
      const pieces = sizes.map((size) => samples.subarray(start, (start += size)))
      const output = limit([...pieces, samples.subarray(start)], normalization)
      assert.equal(output.length, samples.length)
      const ceiling = Math.min(32_767, 32_768 * 10 ** (normalization.ceilingDb / 20))
      assert.ok(output.every((sample) => Math.abs(sample) <= ceiling))
      assert.deepEqual(output, limit([samples], normalization))
    }),
    { numRuns: 200 },
  )
})

test('what stays below the ceiling is only multiplied, and silence stays silence', () => {
  const quiet = aHum(5_000).map((sample) => sample / 8)
  const louder = limit([quiet], { gainDb: 6, ceilingDb: -3.5 })
  const gain = 10 ** (6 / 20)
  assert.deepEqual(
    louder,
    quiet.map((sample) => Math.floor(sample * gain + 0.5)),
  )
  assert.ok(limit([new Int16Array(3_000)], { gainDb: 30, ceilingDb: -3.5 }).every((sample) => sample === 0))
})

test('a single peak is brought down to the ceiling, and what is far from it is as it would be without', () => {
  const samples = new Int16Array(12_000).fill(3_000)
  samples[4_000] = 30_000
  const output = limit([samples], { gainDb: 0, ceilingDb: -6 })
  assert.equal(output[4_000], Math.floor(32_768 * 10 ** (-6 / 20)))
  assert.ok(output.subarray(0, 3_960).every((sample) => sample === 3_000)) // 5 ms before it
  assert.ok(output.subarray(10_000).every((sample) => sample === 3_000))
  for (let index = 3_961; index < 4_000; index++) assert.ok(output[index]! <= output[index - 1]!, 'it falls steadily')
  for (let index = 4_042; index < 12_000; index++) assert.ok(output[index]! >= output[index - 1]!, 'it rises steadily')
})

test('a chapter is brought to -20 dBFS of RMS', () => {
  assert.deepEqual(planNormalization('audiobook', { ...silence, rmsDbfs: -26 }), { gainDb: 6, ceilingDb: -3.5 })
  assert.equal(planNormalization('audiobook', { ...silence, rmsDbfs: -16 }).gainDb, -4)
})

test('a podcast is brought to -19 LUFS, or to -16, whatever its encoder takes away', () => {
  assert.equal(planNormalization('podcast_mono', { ...silence, integratedLufs: -24 }).gainDb, 5)
  assert.equal(planNormalization('podcast_stereo', { ...silence, integratedLufs: -24 }, { gainDb: -0.5 }).gainDb, 8.5)
  assert.equal(planNormalization('podcast_mono', silence, { peakDb: 1 }).ceilingDb, -2.5)
})

test('silence is left alone, and what is nearly silent is not made loud', () => {
  assert.equal(planNormalization('audiobook', silence).gainDb, 0)
  assert.equal(planNormalization('audiobook', { ...silence, rmsDbfs: -80 }).gainDb, 30)
})

test('samples may have a gain of their own besides that of all', () => {
  const quiet = aHum(2_000).map((sample) => sample / 8)
  const limiter = openLimiter({ gainDb: 2, ceilingDb: -1 }, sampleRate)
  const output = joinSamples([limiter.push(quiet), limiter.push(quiet, 4), limiter.finish()])
  assert.deepEqual(
    output,
    joinSamples([limit([quiet], { gainDb: 2, ceilingDb: -1 }), limit([quiet], { gainDb: 6, ceilingDb: -1 })]),
  )
})

const silence = { rmsDbfs: Number.NEGATIVE_INFINITY, integratedLufs: Number.NEGATIVE_INFINITY }

test('an encoder that normalises gives the limited sound of the whole run, sample by sample', async () => {
  await using encoders = openEncoders({ threads: 1 })
  const normalization = { gainDb: 9, ceilingDb: -3.5 }
  const takes = [1, 2].map((seed) => ({ samples: aHum(5_000, seed), sampleRate: 24_000 }))
  using encoder = encoders.open({ codec: 'pcm', sampleRate }, { normalization })
  const bytes = [encoder.push(takes[0]!), encoder.silence(70_000), encoder.push(takes[1]!), encoder.finish()]
  const [first, second] = takes.map((take) => resample(take, sampleRate))
  const expected = limit([joinSamples([first!, new Int16Array(70_000), second!])], normalization)
  assert.deepEqual(toSamples(Buffer.concat(await Promise.all(bytes))), expected)
})

function limit(pieces: Int16Array[], normalization: Normalization): Int16Array {
  const limiter = openLimiter(normalization, sampleRate)
  return joinSamples([...pieces.map((piece) => limiter.push(piece)), limiter.finish()])
}
