import assert from 'node:assert/strict'
import dns from 'node:dns'
import { connect, createServer, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3'
import { openTestS3, type TestS3, virtualDomain, withoutS3 } from '#test/s3-server/s3-server.ts'
import { describeFileStore } from '../file-store.conformance.ts'
import type { S3Access } from './s3-client.ts'
import { openS3Store } from './s3-store.ts'
import { partLength } from './write-object.ts'

describe('files in S3', { skip: withoutS3 }, () => {
  let server: TestS3
  before(async () => {
    server = await openTestS3()
  })
  after(() => server[Symbol.asyncDispose]())

  async function openStore(access: Partial<S3Access> = {}, prefix = '/some/where') {
    const address = (await server.makeBucket()) + prefix
    const files = await openS3Store(address, { ...server.access, ...access })
    return { files, address, [Symbol.asyncDispose]: async () => files[Symbol.dispose]() }
  }

  describeFileStore(openStore)

  test('a file of many parts is streamed up, and any part of it down', async () => {
    await using store = await openStore()
    const pieces = Array.from({ length: 30 }, (_, index) => Buffer.alloc(999_999, index + 1))
    const whole = Buffer.concat(pieces)
    assert.ok(whole.length > 3 * partLength)
    await store.files.put('long', Readable.from(pieces))
    assert.deepEqual(await store.files.head('long'), { byteLength: whole.length })
    assert.ok((await store.files.read('long')).equals(whole))
    const range = { start: partLength - 5, end: 2 * partLength + 5 }
    assert.ok((await buffer(await store.files.get('long', range))).equals(whole.subarray(range.start, range.end)))
    await store.files.put('memory', whole)
    assert.ok((await store.files.read('memory')).equals(whole))
  })

  test('a long stream that breaks leaves no parts behind', async () => {
    await using store = await openStore()
    function* breakLate() {
      for (let count = 0; count < 4; count++) yield Buffer.alloc(partLength)
      throw new Error('the source broke')
    }
    await assert.rejects(store.files.put('long', Readable.from(breakLate())), /the source broke/)
    assert.equal(await store.files.head('long'), undefined)
    const Bucket = store.address.split('/')[2]
    const { Uploads = [] } = await server.client.send(new ListMultipartUploadsCommand({ Bucket }))
    assert.deepEqual(Uploads, [])
  })

  test('more files than a page holds are all listed, with their lengths', async () => {
    await using store = await openStore()
    const keys = Array.from({ length: 1_050 }, (_, index) => `takes/${index % 7}/${index}`)
    for (let at = 0; at < keys.length; at += 50)
      await Promise.all(keys.slice(at, at + 50).map((key) => store.files.put(key, Buffer.from(key))))
    const listed = await Array.fromAsync(store.files.listLengths('takes/'))
    assert.deepEqual(listed.map(({ key }) => key).sort(), [...keys].sort())
    assert.ok(listed.every(({ key, byteLength }) => byteLength === key.length))
    await store.files.delete(keys)
    assert.deepEqual(await Array.fromAsync(store.files.list('')), [])
  })

  test('two stores in one bucket do not see each other', async () => {
    await using one = await openStore({}, '')
    const files = await openS3Store(`${one.address}/other`, server.access)
    await files.put('file', Buffer.from('2'))
    await one.files.put('file', Buffer.from('1'))
    assert.deepEqual(await Array.fromAsync(files.list('')), ['file'])
    assert.equal(String(await files.read('file')), '2')
    files[Symbol.dispose]()
  })

  test('reading goes on where the connection broke', async () => {
    await using proxy = await openCuttingProxy(server.port)
    await using store = await openStore({ endpoint: `http://127.0.0.1:${proxy.port}` })
    const content = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => index % 251))
    await store.files.put('file', content)
    proxy.cutAfter(400_000, 2)
    assert.ok((await store.files.read('file')).equals(content))
    assert.equal(proxy.cuts, 2)
  })

  test('a bucket may be the host of its address', async (t) => {
    const lookup = (_host: string, options: dns.LookupAllOptions, answer: (...values: unknown[]) => void) =>
      options.all ? answer(null, [{ address: '127.0.0.1', family: 4 }]) : answer(null, '127.0.0.1', 4)
    const asked = t.mock.method(dns, 'lookup', lookup as never)
    await using store = await openStore({ endpoint: `http://${virtualDomain}:${server.port}`, addressing: 'host' })
    await store.files.put('file', Buffer.from('1'))
    assert.equal(String(await store.files.read('file')), '1')
    assert.equal(asked.mock.calls[0]!.arguments[0], `${store.address.split('/')[2]}.${virtualDomain}`)
  })

  test('a wrong key and a missing bucket are told for what they are', async () => {
    const address = await server.makeBucket()
    const wrong = openS3Store(address, { ...server.access, secretKey: 'another secret' })
    await assert.rejects(wrong, { code: 'storage_failed', message: /SignatureDoesNotMatch/ })
    const missing = openS3Store('s3://not-there', server.access)
    await assert.rejects(missing, { code: 'storage_failed', message: /The bucket not-there .*NoSuchBucket/ })
  })

  test('a store that is away is `storage_unavailable`, and works again when it is back', async () => {
    await using store = await openStore()
    await store.files.put('file', Buffer.from('1'))
    await server.kill()
    await assert.rejects(store.files.read('file'), { code: 'storage_unavailable', message: /ECONNREFUSED/ })
    await assert.rejects(store.files.put('other', Buffer.from('1')), { code: 'storage_unavailable' })
    await assert.rejects(openS3Store(store.address, server.access), { code: 'storage_unavailable' })
    await server.start()
    assert.equal(String(await store.files.read('file')), '1')
  })
})

/** Passes bytes on both ways, and cuts connections as it is told. */
async function openCuttingProxy(target: number) {
  const state = { after: Number.POSITIVE_INFINITY, left: 0, cuts: 0 }
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    let passed = 0
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => (socket === client ? upstream : client).destroy())
    }
    client.pipe(upstream)
    upstream.on('data', (piece: Buffer) => {
      passed += piece.length
      client.write(piece)
      if (state.left === 0 || passed < state.after) return
      state.left--
      state.cuts++
      client.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    get cuts() {
      return state.cuts
    },
    /** Cuts the next connections after so many bytes each. */
    cutAfter: (byteLength: number, times: number) => Object.assign(state, { after: byteLength, left: times }),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
