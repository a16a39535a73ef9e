import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import type { FastifyRequest } from 'fastify'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { readText } from './read-text.ts'

test('a body is text, however it is cut, and one that is longer than its route takes is refused', async () => {
  const letters = [...Buffer.from('Über 🎉')].map((byte) => Buffer.from([byte]))
  assert.equal(await read(letters), 'Über 🎉')
  assert.equal(await read([]), '')
  await assert.rejects(read([Buffer.alloc(6), Buffer.alloc(6)], 11), { code: 'FST_ERR_CTP_BODY_TOO_LARGE' })
  await assert.rejects(read([], 11, { 'content-length': '12' }), { code: 'FST_ERR_CTP_BODY_TOO_LARGE' })
})

test('proof: many long bodies that end at once are put together one by one', async () => {
  const pieces = Array.from({ length: 150 }, () => Buffer.from('é'.repeat(32_768)))
  // All twenty at once stand for 240 ms; one by one for 20, and for longer where memory is cleared away meanwhile.
  await assertStandsLess(150, () => Promise.all(Array.from({ length: 20 }, () => read(pieces))))
})

test('proof: bodies that come as fast as they are taken leave others their turn meanwhile', async () => {
  await assertStandsLess(150, () => Promise.all(Array.from({ length: 5 }, () => read(slowly(50)))))
})

/** A socket gives what there is, and each piece takes its time. */
function* slowly(pieces: number): Generator<Buffer> {
  for (let piece = 0; piece < pieces; piece++) {
    const until = performance.now() + 2
    while (performance.now() < until);
    yield Buffer.from('x')
  }
}

function read(
  pieces: Iterable<Buffer>,
  bodyLimit = 10_000_000,
  headers: FastifyRequest['headers'] = {},
): Promise<string> {
  const request = { headers, routeOptions: { bodyLimit } } as FastifyRequest
  return readText(request, Readable.from(pieces, { objectMode: false }) as IncomingMessage)
}
