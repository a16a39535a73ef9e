import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { joinSamples, toPcmBytes, toSamples } from './pcm.ts'

test('bytes are little-endian', () => {
  assert.deepEqual([...toPcmBytes(Int16Array.of(1, -2))], [1, 0, 0xfe, 0xff])
})

test('samples come back from their bytes, whatever the place of these in memory', () => {
  fc.assert(
    fc.property(fc.int16Array(), fc.nat(3), (samples, offset) => {
      const bytes = Buffer.concat([Buffer.alloc(offset), toPcmBytes(samples)]).subarray(offset)
      assert.deepEqual(toSamples(bytes), samples)
    }),
  )
})

test('an odd last byte is left out', () => {
  assert.deepEqual(toSamples(Uint8Array.of(1, 0, 9)), Int16Array.of(1))
  assert.deepEqual(toSamples(Buffer.from([7, 1, 0, 9]).subarray(1)), Int16Array.of(1))
})

test('runs of samples are joined in order', () => {
  assert.deepEqual(joinSamples([Int16Array.of(1, 2), new Int16Array(0), Int16Array.of(3)]), Int16Array.of(1, 2, 3))
})
