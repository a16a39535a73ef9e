import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { StudioError } from '#server/base/errors.ts'
import { aDocument, epubFiles, zipOf } from '../reading/documents.test-kit.ts'
import { epubImporter } from './epub.ts'

const files = epubFiles({ one: `<h1>Rain</h1><p>${'It rains. '.repeat(50)}</p>`, two: '<p>It stops.</p>' })
const epub = await zipOf(files)

test('a book that was cut short anywhere is an error that names it, never a crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: epub.length - 1 }), async (length) => {
      await assert.rejects(read(epub.subarray(0, length)), { code: 'document_broken', message: /book\.epub/ })
    }),
    { numRuns: 50 },
  )
})

test('proof: a book with any bytes overwritten imports or is a StudioError', async () => {
  const patch = fc.record({ at: fc.nat(epub.length - 1), bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }) })
  await fc.assert(
    fc.asyncProperty(patch, async ({ at, bytes }) => {
      const patched = Buffer.from(epub)
      patched.set(bytes.subarray(0, patched.length - at), at)
      const thrown = await read(patched).then(
        () => undefined,
        (error) => error,
      )
      assert.ok(thrown === undefined || thrown instanceof StudioError, String(thrown?.stack))
    }),
    { numRuns: 100 },
  )
})

test('a damaged page is noticed by its checksum', async () => {
  const patched = Buffer.from(epub)
  const nameInDirectory = epub.lastIndexOf('OPS/text/two.xhtml')
  patched.writeUInt32LE(0, nameInDirectory - 46 + 16) // The CRC-32 in a central directory header: APPNOTE 4.3.12.
  await assert.rejects(read(patched), { code: 'document_broken', message: /two\.xhtml.*checksum/ })
})

test('an archive without a package document is no EPUB', async () => {
  await assert.rejects(read(await zipOf({ 'a.txt': 'x' })), { code: 'document_broken', message: /package document/ })
})

test('a name that points outside the archive is refused', async () => {
  const name = 'OPS/text/outside.xhtml'
  const harmless = await zipOf({ ...files, [name]: 'x' })
  const hostile = Buffer.from(
    harmless.toString('latin1').replaceAll(name, '../../../../etc/passwdd'.slice(0, name.length)),
    'latin1',
  )
  await assert.rejects(read(hostile), { code: 'document_broken', message: /\.\.\// })
})

test('each limit of a packed document has a sentence of its own', async () => {
  const zeros = await zipOf({ ...files, 'OPS/zeros.bin': Buffer.alloc(3_000_000) })
  await assert.rejects(read(zeros), { code: 'document_too_large', message: /"OPS\/zeros\.bin".*more than 200 times/ })
  await assert.rejects(read(epub, { unpackedBytes: 1000 }), { code: 'document_too_large', message: /unpacks to more/ })
  await assert.rejects(read(epub, { entryBytes: 100 }), { code: 'document_too_large', message: /container\.xml/ })
  await assert.rejects(read(epub, { entries: 3 }), { code: 'document_too_large', message: /more than 3 files/ })
})

test('small files may be packed as well as they can be', async () => {
  const { chapters } = await read(await zipOf({ ...files, 'OPS/zeros.bin': Buffer.alloc(900_000) }))
  assert.equal(chapters.length, 2)
})

test('a page that nests without end is refused', async () => {
  const deep = epubFiles({ one: '<div>'.repeat(100_000) })
  await assert.rejects(read(await zipOf(deep)), { code: 'document_broken', message: /nests/ })
})

async function read(bytes: Buffer, limits = {}) {
  await using document = await aDocument(bytes, 'book.epub', limits)
  return await epubImporter.read(document)
}
