import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Alignment } from './alignment.ts'
import { packAlignment, unpackAlignment } from './pack-alignment.ts'

const sample = fc.oneof(fc.nat(5_000), fc.integer({ min: 0, max: 0xffff_ffff }))
const alignment: fc.Arbitrary<Alignment> = fc
  .record({
    source: fc.constantFrom('native' as const, 'dtw' as const, 'estimated' as const),
    pairs: fc.array(fc.tuple(sample, sample), { maxLength: 300, size: 'max' }),
  })
  .map(({ source, pairs }) => {
    const startSamples = Uint32Array.from(pairs, ([start]) => start).sort()
    const endSamples = Uint32Array.from(pairs, ([, end], index) => Math.max(startSamples[index]!, end))
    return { startSamples, endSamples, source }
  })

test('what was packed is unpacked, with the source and every sample', () => {
  fc.assert(
    fc.property(alignment, (alignment) => {
      assert.deepEqual(unpackAlignment(packAlignment(alignment)), alignment)
    }),
  )
})

test('characters of 50 to 100 ms that follow each other take three bytes each', () => {
  const startSamples = Uint32Array.from({ length: 1_000 }, (_, index) => index * 1_800)
  const endSamples = startSamples.map((start) => start + 1_800)
  const packed = packAlignment({ startSamples, endSamples, source: 'native' })
  assert.ok(packed.length < 3_010, `${packed.length} bytes`)
})

test('an empty text packs into two bytes', () => {
  const empty: Alignment = { startSamples: new Uint32Array(0), endSamples: new Uint32Array(0), source: 'estimated' }
  assert.equal(packAlignment(empty).length, 2)
  assert.deepEqual(unpackAlignment(packAlignment(empty)), empty)
})

test('an alignment that goes backwards is refused', () => {
  const backwards = { startSamples: Uint32Array.of(5, 4), endSamples: Uint32Array.of(6, 6), source: 'dtw' as const }
  assert.throws(() => packAlignment(backwards), { code: 'invalid_audio' })
  const negative = { startSamples: Uint32Array.of(5), endSamples: Uint32Array.of(4), source: 'dtw' as const }
  assert.throws(() => packAlignment(negative), { code: 'invalid_audio' })
})

test('rubbish is refused, or reads as an alignment that keeps its promises', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60, size: 'max' }), fc.boolean(), (rubbish, hasVersion) => {
      if (hasVersion && rubbish.length > 0) rubbish[0] = 16
      try {
        const { startSamples, endSamples } = unpackAlignment(rubbish)
        assert.ok(startSamples.every((start, index) => start >= (startSamples[index - 1] ?? 0)))
        assert.ok(endSamples.every((end, index) => end >= startSamples[index]!))
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'invalid_audio', String(error))
      }
    }),
    { numRuns: 1_000 },
  )
})

test('bytes cut short, made longer or of an unknown version are refused', () => {
  const packed = packAlignment({
    startSamples: Uint32Array.of(0, 900),
    endSamples: Uint32Array.of(900, 1_800),
    source: 'native',
  })
  for (let length = 0; length < packed.length; length++)
    assert.throws(() => unpackAlignment(packed.subarray(0, length)), { code: 'invalid_audio' })
  assert.throws(() => unpackAlignment(Uint8Array.of(...packed, 0)), { code: 'invalid_audio' })
  assert.throws(() => unpackAlignment(Uint8Array.of(0x20, ...packed.subarray(1))), { code: 'invalid_audio' })
  assert.throws(() => unpackAlignment(Uint8Array.of(0x10, 0xff, 0xff, 0xff, 0xff, 0x7f)), { code: 'invalid_audio' })
})
