import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { z } from 'zod'
import { StudioError } from '#server/base/errors.ts'
import { openLog } from '#server/base/log.ts'
import { type ByteSource, bytesSource } from '#server/snapshots/byte-source.ts'
import { replyError } from './reply-error.ts'
import { type BytesReply, isBytesReply, jsonListStream, jsonReply, parseRange, sendBytes } from './send-bytes.ts'

const text = Buffer.from('0123456789')

test('a Range header means what RFC 9110 says', () => {
  const table: [string | undefined, [number, number] | 'unsatisfiable' | undefined][] = [
    [undefined, undefined],
    ['bytes=0-0', [0, 1]],
    ['bytes=0-4', [0, 5]],
    ['bytes=2-', [2, 10]],
    ['bytes=9-', [9, 10]],
    ['bytes=0-9', [0, 10]],
    ['bytes=0-99', [0, 10]],
    ['bytes=-3', [7, 10]],
    ['bytes=-10', [0, 10]],
    ['bytes=-99', [0, 10]],
    ['Bytes=1-2', [1, 3]],
    [' bytes=1-2 ', [1, 3]],
    ['bytes=0-99999999999999999999', [0, 10]],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=10-11', 'unsatisfiable'],
    ['bytes=99999999999999999999-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-4', undefined],
    ['bytes=-', undefined],
    ['bytes=', undefined],
    ['bytes=a-b', undefined],
    ['bytes=1.5-2', undefined],
    ['bytes=--1', undefined],
    ['bytes=0-1,3-4', undefined],
    ['items=0-1', undefined],
    ['', undefined],
  ]
  for (const [header, expected] of table) {
    const range = parseRange(header, 10)
    assert.deepEqual(typeof range === 'object' ? [range.start, range.end] : range, expected, header)
  }
  assert.equal(parseRange('bytes=0-', 0), 'unsatisfiable')
  assert.equal(parseRange('bytes=-5', 0), 'unsatisfiable')
})

test('whatever range is asked for, what is answered lies within the file', () => {
  const anyNumber = fc.option(fc.nat({ max: 30 }), { nil: '' as const })
  fc.assert(
    fc.property(anyNumber, anyNumber, fc.nat({ max: 20 }), (first, last, byteLength) => {
      const range = parseRange(`bytes=${first}-${last}`, byteLength)
      if (typeof range !== 'object') return
      assert.ok(range.start >= 0 && range.start < range.end && range.end <= byteLength)
    }),
  )
})

let app: FastifyInstance
let address: string
let answer: BytesReply
const logged: string[] = []
before(async () => {
  const log = openLog('info', { write: (line) => void logged.push(line) })
  const logController = new LogController({ disableRequestLogging: true })
  app = fastify({ loggerInstance: log as FastifyBaseLogger, logController })
  app.setErrorHandler(replyError)
  app.get('/', (request, reply) => sendBytes(answer, request, reply))
  address = await app.listen({ host: '127.0.0.1', port: 0 })
  logged.length = 0
})
after(() => app.close())

test('bytes that can be read from anywhere come with their length, whole or a range of them', async () => {
  const whole = await get(bytesSource(text))
  assert.deepEqual([whole.statusCode, whole.body, whole.headers['content-length']], [200, '0123456789', '10'])
  assert.deepEqual([whole.headers['accept-ranges'], whole.headers['content-type']], ['bytes', 'audio/wav'])
  const part = await get(bytesSource(text), { range: 'bytes=2-4' })
  assert.deepEqual([part.statusCode, part.body, part.headers['content-length']], [206, '234', '3'])
  assert.equal(part.headers['content-range'], 'bytes 2-4/10')
})

test('a range beyond the end is refused with the length of the file', async () => {
  const refused = await get(bytesSource(text), { range: 'bytes=10-' })
  assert.deepEqual([refused.statusCode, refused.headers['content-range']], [416, 'bytes */10'])
  assert.equal(refused.json().detail.code, 'range_not_satisfiable')
})

test('a range that depends on a version that we never named is the whole file', async () => {
  const whole = await get(bytesSource(text), { range: 'bytes=2-4', 'if-range': '"some version"' })
  assert.deepEqual([whole.statusCode, whole.body], [200, '0123456789'])
})

test('an empty file is an empty answer', async () => {
  const empty = await get(bytesSource(new Uint8Array(0)))
  assert.deepEqual([empty.statusCode, empty.body, empty.headers['content-length']], [200, '', '0'])
})

test('bytes at hand and streams of unknown length are sent as they are', async () => {
  assert.equal((await get(text)).body, '0123456789')
  async function* stream() {
    yield text.subarray(0, 5)
    yield text.subarray(5)
  }
  const sent = await get(stream())
  assert.deepEqual([sent.body, sent.headers['content-length']], ['0123456789', undefined])
})

test('what goes wrong before the first byte is answered as an error', async () => {
  const gone: ByteSource = {
    byteLength: 10,
    // biome-ignore lint/correctness/useYield: it fails before its first piece
    async *read() {
      throw new StudioError('file_not_found', 'A take is gone.')
    },
  }
  const answered = await get(gone)
  assert.deepEqual([answered.statusCode, answered.json().detail.code], [404, 'file_not_found'])
  assert.match(String(answered.headers['content-type']), /^application\/json/)
})

test('reading stops when the caller leaves', async () => {
  const left = Promise.withResolvers<void>()
  answer = {
    contentType: 'audio/wav',
    bytes: {
      byteLength: 2 ** 40,
      async *read() {
        try {
          for (;;) yield Buffer.alloc(65_536)
        } finally {
          left.resolve()
        }
      },
    },
  }
  const leaving = new AbortController()
  const { body } = await fetch(address, { signal: leaving.signal })
  await body!.getReader().read()
  leaving.abort()
  await left.promise
  assert.deepEqual(logged, [], 'nobody is missing anything')
})

test('why an answer breaks off that has begun is in the log, with the number of its request', async () => {
  const { promise: begun, resolve } = Promise.withResolvers<void>()
  async function* breaking() {
    yield text
    await begun
    throw new StudioError('file_not_found', 'A take is gone.')
  }
  answer = { contentType: 'audio/wav', bytes: breaking() }
  const response = await fetch(address)
  assert.equal(response.status, 200)
  resolve()
  await assert.rejects(response.arrayBuffer())
  const [line] = logged.splice(0).map((one) => JSON.parse(one))
  assert.deepEqual([line.code, line.method, line.path], ['file_not_found', 'GET', '/'])
  assert.match(line.msg, /^An answer broke off: A take is gone/)
  assert.ok(line.requestId)
})

test('JSON that is not of its declared shape is our fault, and is not sent', async () => {
  const shape = z.object({ name: z.string() })
  const { bytes, contentType } = await jsonReply(shape, { name: 'Ann' })
  assert.equal(bytes.toString(), '{"name":"Ann"}')
  assert.equal(contentType, 'application/json; charset=utf-8')
  await assert.rejects(jsonReply(shape, {} as { name: string }), { code: 'internal_error' })
})

test('a list that is read while it is taken is written as one', async () => {
  const shape = z.strictObject({ list: z.array(z.object({ a: z.int() })) })
  const write = async (pages: { a: number }[][]) => {
    const { bytes } = jsonListStream(
      shape,
      'list',
      (async function* () {
        yield* pages
      })(),
    )
    return Buffer.concat(await Array.fromAsync(bytes as AsyncIterable<Buffer>)).toString()
  }
  assert.equal(await write([[{ a: 1 }, { a: 2 }], [{ a: 3 }], []]), '{"list":[{"a":1},{"a":2},{"a":3}]}')
  for (const none of [[], [[]]]) assert.equal(await write(none), '{"list":[]}')
  await assert.rejects(write([[{ a: 0.5 }]]), { code: 'internal_error' })
})

test('only an object with bytes and a content type is an answer of bytes', () => {
  assert.ok(isBytesReply({ contentType: 'audio/wav', bytes: text }))
  for (const other of [null, undefined, 'bytes', {}, { bytes: text }, { contentType: 'a' }])
    assert.ok(!isBytesReply(other))
})

async function get(bytes: BytesReply['bytes'], headers: Record<string, string> = {}) {
  answer = { contentType: 'audio/wav', bytes }
  return app.inject({ url: '/', headers })
}
