import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ByteSource, bytesSource, joinSources, zerosSource } from './byte-source.ts'

const anyPart = fc.oneof(
  fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ bytes, source: bytesSource(bytes) })),
  fc.nat({ max: 20 }).map((length) => ({ bytes: new Uint8Array(length), source: zerosSource(length) })),
)

test('any range of joined sources is that range of their bytes one after the other', async () => {
  const anyParts = fc.array(anyPart, { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(anyParts, fc.nat(120), fc.nat(120), async (parts, one, other) => {
      const whole = Buffer.concat(parts.map((part) => part.bytes))
      const joined = joinSources(parts.map((part) => part.source))
      assert.equal(joined.byteLength, whole.length)
      const [start, end] = [one, other].map((place) => Math.min(place, whole.length)).sort((a, b) => a - b)
      assert.deepEqual(await readAll(joined, start, end), whole.subarray(start, end))
    }),
    { numRuns: 300 },
  )
})

test('a range asks only the sources in which it lies, and only for its part of them', async () => {
  const asked: [string, number, number][] = []
  const source = (name: string): ByteSource => ({
    byteLength: 10,
    async *read(start, end) {
      asked.push([name, start, end])
      yield new Uint8Array(end - start)
    },
  })
  const joined = joinSources(['a', 'b', 'c', 'd'].map(source))
  await readAll(joined, 15, 23)
  await readAll(joined, 10, 20)
  assert.deepEqual(asked, [
    ['b', 5, 10],
    ['c', 0, 3],
    ['b', 0, 10],
  ])
})

test('silence of any length is zeros in pieces of at most 64 KiB', async () => {
  const pieces = await Array.fromAsync(zerosSource(200_000).read(100, 200_000))
  assert.ok(pieces.every((piece) => piece.length <= 65_536 && piece.every((byte) => byte === 0)))
  assert.equal(Buffer.concat(pieces).length, 199_900)
})

async function readAll(source: ByteSource, start = 0, end = source.byteLength): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(source.read(start, end)))
}
