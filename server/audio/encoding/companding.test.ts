import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toALaw, toMuLaw } from './companding.ts'

const everySample = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768)

test('µ-law has the bytes that G.711 lists for its corners', () => {
  const samples = Int16Array.of(0, -1, 32_767, -32_768, 32_124, -32_124, 132)
  assert.deepEqual([...toMuLaw(samples)], [0xff, 0x7f, 0x80, 0x00, 0x80, 0x00, 0xef])
})

test('A-law has the bytes that G.711 lists for its corners', () => {
  const samples = Int16Array.of(0, -1, 32_767, -32_768, 16, 512)
  assert.deepEqual([...toALaw(samples)], [0xd5, 0x55, 0xaa, 0x2a, 0xd4, 0xf5])
})

test('what a sample decodes to is at most half a step away', () => {
  // µ-law drops the two lowest bits first, and in both laws negative samples are counted from -1.
  for (const [encode, decode, stepOf, loudest, cutOff] of [
    [toMuLaw, fromMuLaw, (byte: number) => 8 << ((~byte >> 4) & 7), 32_635, 4],
    [toALaw, fromALaw, (byte: number) => 16 << Math.max(0, (((byte ^ 0x55) >> 4) & 7) - 1), 32_767, 1],
  ] as const) {
    const bytes = encode(everySample)
    everySample.forEach((sample, index) => {
      if (Math.abs(sample) > loudest) return
      const distance = Math.abs(decode(bytes[index]!) - sample)
      assert.ok(distance <= stepOf(bytes[index]!) / 2 + cutOff, `${encode.name} of ${sample} decodes ${distance} off`)
    })
  }
})

test('a decoded byte is encoded as itself, but for the negative zero of µ-law', () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte)
  assert.deepEqual([...toALaw(Int16Array.from(bytes, fromALaw))], bytes)
  const other = bytes.filter((byte) => byte !== 0x7f)
  assert.deepEqual([...toMuLaw(Int16Array.from(other, fromMuLaw))], other)
})

/** G.711, table 2: the middle of a step, in 16 bits. */
function fromMuLaw(byte: number): number {
  const inverted = ~byte & 0xff
  const magnitude = ((((inverted & 15) << 3) + 132) << ((inverted >> 4) & 7)) - 132
  return inverted & 0x80 ? -magnitude : magnitude
}

/** G.711, table 1: the middle of a step, in 16 bits. */
function fromALaw(byte: number): number {
  const bits = byte ^ 0x55
  const [segment, step] = [(bits >> 4) & 7, bits & 15]
  const magnitude = segment === 0 ? step * 16 + 8 : (step * 16 + 264) << (segment - 1)
  return bits & 0x80 ? magnitude : -magnitude
}
