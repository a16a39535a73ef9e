import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ByteSource, bytesSource, joinSources, withHead, zerosSource } from './byte-source.ts'

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

test('any range of a body with a head is that range of both', async () => {
  await fc.assert(
    fc.asyncProperty(anyPart, anyPart, fc.nat(40), fc.nat(40), async (head, body, one, other) => {
      const whole = Buffer.concat([head.bytes, body.bytes])
      const source = withHead(head.source, body.source)
      assert.equal(source.byteLength, whole.length)
      const [start, end] = [one, other].map((place) => Math.min(place, whole.length)).sort((a, b) => a - b)
      assert.deepEqual(await readAll(source, start, end), whole.subarray(start, end))
    }),
    { numRuns: 300 },
  )
})

test('nothing of a head is given when the body after it cannot begin', async () => {
  const broken: ByteSource = {
    byteLength: 10,
    // biome-ignore lint/correctness/useYield: it fails before there is anything to give
    async *read() {
      throw new Error('no body')
    },
  }
  const pieces = withHead(bytesSource(new Uint8Array(5)), broken).read(0, 15)
  await assert.rejects(async () => {
    for await (const piece of pieces) assert.fail(`${piece.length} bytes came`)
  }, /no body/)
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
