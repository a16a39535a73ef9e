import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import fc from 'fast-check'
import type { FileStore } from './file-store.ts'

/** The promises that every file store keeps. `open` gives an empty one, and closing it removes all. */
export function describeFileStore(open: () => Promise<AsyncDisposable & { files: FileStore }>): void {
  test('what was put is read again, to the byte', async () => {
    await using store = await open()
    const anyContent = fc.uint8Array({ maxLength: 3000 })
    await fc.assert(
      fc.asyncProperty(anyContent, async (content) => {
        await store.files.put('takes/ab/one.pcm', content)
        assert.deepEqual(await store.files.read('takes/ab/one.pcm'), Buffer.from(content))
        assert.deepEqual(await store.files.head('takes/ab/one.pcm'), { byteLength: content.length })
      }),
      { numRuns: 20 },
    )
  })

  test('a stream is put as it comes', async () => {
    await using store = await open()
    const pieces = Array.from({ length: 50 }, (_, index) => Buffer.alloc(10_000, index))
    await store.files.put('long', Readable.from(pieces))
    assert.deepEqual(await store.files.read('long'), Buffer.concat(pieces))
  })

  test('any range of bytes can be read; an end beyond the file is the end of the file', async () => {
    await using store = await open()
    const content = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251))
    await store.files.put('file', content)
    const anyPlace = fc.nat({ max: 1200 })
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 1000 }), fc.option(anyPlace, { nil: undefined }), async (start, end) => {
        const bytes = await buffer(await store.files.get('file', { start, end }))
        assert.deepEqual(bytes, end !== undefined && end < start ? Buffer.alloc(0) : content.subarray(start, end))
      }),
      { numRuns: 50 },
    )
    await assert.rejects(store.files.get('file', { start: 1001 }), { code: 'range_not_satisfiable' })
  })

  test('an empty file is a file', async () => {
    await using store = await open()
    await store.files.put('empty', Buffer.alloc(0))
    assert.deepEqual(await store.files.head('empty'), { byteLength: 0 })
    assert.equal((await buffer(await store.files.get('empty'))).length, 0)
  })

  test('what is put again replaces what was there, and a reader of the old keeps the old', async () => {
    await using store = await open()
    await store.files.put('file', Buffer.alloc(200_000, 'old'))
    const reader = await store.files.get('file')
    await store.files.put('file', Buffer.from('new'))
    assert.deepEqual(await buffer(reader), Buffer.alloc(200_000, 'old'))
    assert.equal(String(await store.files.read('file')), 'new')
  })

  test('a stream that breaks stores nothing and leaves what was there', async () => {
    await using store = await open()
    await store.files.put('file', Buffer.from('old'))
    const broken = Readable.from(breakAfter(Buffer.alloc(100_000)))
    await assert.rejects(store.files.put('file', broken), /the source broke/)
    assert.equal(String(await store.files.read('file')), 'old')
    assert.deepEqual(await keysOf(store.files, ''), ['file'])
  })

  test('of many who put the same key at once, one wins whole', async () => {
    await using store = await open()
    const contents = Array.from({ length: 8 }, (_, index) => Buffer.alloc(50_000, index))
    await Promise.all(contents.map((content) => store.files.put('same', content)))
    const stored = await store.files.read('same')
    assert.ok(contents.some((content) => content.equals(stored)))
  })

  test('a missing file is told as such', async () => {
    await using store = await open()
    await store.files.put('takes/one', Buffer.from('1'))
    for (const key of ['other', 'takes', 'takes/one/deeper']) {
      await assert.rejects(store.files.read(key), { code: 'file_not_found' }, key)
      await assert.rejects(store.files.get(key), { code: 'file_not_found' }, key)
      assert.equal(await store.files.head(key), undefined, key)
      await store.files.delete([key])
    }
    assert.equal(String(await store.files.read('takes/one')), '1')
  })

  test('deleted files are gone, and deleting them again is no error', async () => {
    await using store = await open()
    for (const key of ['a/one', 'a/two', 'b/three']) await store.files.put(key, Buffer.from(key))
    await store.files.delete(['a/one', 'b/three', 'never/there'])
    await store.files.delete(['a/one'])
    assert.deepEqual(await keysOf(store.files, ''), ['a/two'])
  })

  test('keys are listed by how they begin', async () => {
    await using store = await open()
    for (const key of ['takes/ab/1', 'takes/ab/2', 'takes/ac/3', 'takes-old', 'exports/4'])
      await store.files.put(key, Buffer.from(key))
    assert.deepEqual(await keysOf(store.files, 'takes/'), ['takes/ab/1', 'takes/ab/2', 'takes/ac/3'])
    assert.deepEqual(await keysOf(store.files, 'takes/ab'), ['takes/ab/1', 'takes/ab/2'])
    assert.deepEqual(await keysOf(store.files, 'take'), ['takes-old', 'takes/ab/1', 'takes/ab/2', 'takes/ac/3'])
    assert.deepEqual(await keysOf(store.files, 'nothing/here'), [])
    assert.equal((await keysOf(store.files, '')).length, 5)
    const lengths = await Array.fromAsync(store.files.listLengths('takes'))
    assert.deepEqual(lengths.map(({ key, byteLength }) => `${key} ${byteLength}`).sort(), [
      'takes-old 9',
      'takes/ab/1 10',
      'takes/ab/2 10',
      'takes/ac/3 10',
    ])
  })

  test('a key is a path of plain names', async () => {
    await using store = await open()
    const wrong = ['', '/', '/etc/passwd', '../up', 'a/../b', 'a//b', 'a/', './a', '.hidden', 'a b', 'a\\b', 'a\0', 'ä']
    for (const key of [...wrong, 'a'.repeat(300)]) {
      await assert.rejects(store.files.put(key, Buffer.from('1')), { code: 'invalid_parameters' }, key)
      await assert.rejects(store.files.read(key), { code: 'invalid_parameters' }, key)
      await assert.rejects(store.files.get(key), { code: 'invalid_parameters' }, key)
      await assert.rejects(store.files.head(key), { code: 'invalid_parameters' }, key)
      await assert.rejects(store.files.delete([key]), { code: 'invalid_parameters' }, key)
    }
    for (const prefix of ['../', '/etc', 'a/../'])
      await assert.rejects(keysOf(store.files, prefix), { code: 'invalid_parameters' }, prefix)
  })
}

async function keysOf(files: FileStore, prefix: string): Promise<string[]> {
  return (await Array.fromAsync(files.list(prefix))).sort()
}

function* breakAfter(piece: Buffer): Generator<Buffer> {
  yield piece
  throw new Error('the source broke')
}
