import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ImportedDocument } from '../document/imported-document.ts'
import { epubImporter } from '../epub/epub.ts'
import { aDocument, epubFiles, readHere, zipOf } from './documents.test-kit.ts'
import { type DocumentSource, importDocument } from './import-document.ts'

const epub = await zipOf(epubFiles({ one: '<p>It rains.</p>' }))

test('the bytes tell what a file without a useful name is', async () => {
  const nameless = { fileName: 'blob', contentType: 'application/octet-stream' }
  assert.equal((await importBytes(epub, nameless)).title, 'Test Book')
  assert.equal((await readBytes('It rains.', nameless)).chapters[0]!.blocks[0]!.text, 'It rains.')
})

test('a text that begins with its contents is no Kindle book', async () => {
  const { chapters } = await importBytes('CONTINUED\n\nIt rains.', { fileName: 'book.txt' })
  assert.equal(chapters[0]!.blocks.at(-1)!.text, 'It rains.')
})

test('the bytes win over a wrong name', async () => {
  assert.equal((await importBytes(epub, { fileName: 'book.txt', contentType: 'text/plain' })).title, 'Test Book')
})

test('a format that cannot be read is named, with those that can', async () => {
  const formats: [Buffer | string, string, RegExp][] = [
    [await zipOf({ 'a.txt': 'x' }), 'files.zip', /"files\.zip" is a ZIP archive: unpack it/],
    [await zipOf({ mimetype: 'application/vnd.oasis.opendocument.text' }), 'book.txt', /OpenDocument text.*\.docx/],
    [await zipOf({ 'xl/workbook.xml': '<x/>' }), 'sums.xlsx', /spreadsheet.*this server reads EPUB \(\.epub\), Word/],
    [oleWith('WordDocument'), 'book.docx', /old Word document \(\.doc\): open it in Word/],
    [kindle({ encryption: 0 }), 'book.azw3', /Kindle book \(MOBI or AZW3\): convert it to EPUB/],
    [Buffer.from('CONT\x02\0\x12\0'), 'book.kfx', /Kindle book \(MOBI or AZW3\)/],
    [Buffer.from('89504e470d0a1a0a00000000', 'hex'), 'cover.png', /picture: recognise its text/],
    [Buffer.from('0001020304050607', 'hex'), 'blob', /unknown kind; this server reads/],
  ]
  for (const [bytes, fileName, message] of formats) {
    await assert.rejects(readBytes(bytes, { fileName }), { code: 'invalid_file_type', message })
  }
})

test('what is locked says so, and what helps', async () => {
  const locked: [Buffer, string, RegExp][] = [
    [oleWith('EncryptedPackage'), 'book.docx', /locked with a password.*save it without one/],
    [kindle({ encryption: 2 }), 'book.azw', /copy protection \(DRM\)/],
  ]
  for (const [bytes, fileName, message] of locked) {
    await assert.rejects(readBytes(bytes, { fileName }), { code: 'document_protected', message })
  }
})

test('a broken book, an empty text and a large file are told as such', async () => {
  await assert.rejects(importBytes(epub.subarray(0, 900), { fileName: 'a.epub' }), { code: 'document_broken' })
  await assert.rejects(readBytes('', { fileName: 'a.epub' }), { code: 'document_broken' })
  await assert.rejects(readBytes('', { fileName: 'blob' }), { code: 'empty_text' })
  await assert.rejects(importBytes('It rains.', { fileName: 'a.txt', limits: { documentBytes: 5 } }), {
    code: 'document_too_large',
  })
})

test('a document that takes too long is given up', async () => {
  await assert.rejects(importBytes(epub, { fileName: 'a.epub', limits: { seconds: 0.001 } }), {
    code: 'document_too_large',
    message: '"a.epub" took more than 0.001 s to read.',
  })
})

test('an error names no more of a document than a person reads', async () => {
  const book = await zipOf({ ...epubFiles({ one: '<p>It rains.</p>' }), ['x'.repeat(60_000)]: '0'.repeat(2_000_000) })
  const error = await importBytes(book, { fileName: 'a.epub' }).catch((thrown) => thrown)
  assert.equal(error.code, 'document_too_large')
  assert.match(error.message, /"a\.epub" holds "xxx/)
  assert.ok(error.message.length <= 1_000)
})

test('a document that takes too much memory is given up', async () => {
  const text = 'It rains, and it does not stop.\n\n'.repeat(1_000_000)
  await assert.rejects(importBytes(text, { fileName: 'a.txt', limits: { memoryMegabytes: 24 } }), {
    code: 'document_too_large',
    message: '"a.txt" needs more than 24 MB of memory to be read.',
  })
})

test('an import that is aborted ends with the reason', async () => {
  const stop = new AbortController()
  const reason = new Error('The person went away.')
  const importing = importBytes(epub, { fileName: 'a.epub', signal: stop.signal })
  setImmediate(() => stop.abort(reason))
  await assert.rejects(importing, reason)
})

test('a book of 150,000 words imports', async (context) => {
  const paragraph = `<p>${'The rain had not stopped since the morning, and nobody spoke. '.repeat(10)}</p>`
  const pages = Array.from({ length: 40 }, (_, i) => [`c${i}`, `<h2>${i}</h2>${paragraph.repeat(34)}`] as const)
  await using document = await aDocument(await zipOf(epubFiles(Object.fromEntries(pages))))
  const before = process.cpuUsage()
  const { chapters } = await epubImporter.read(document)
  const { user, system } = process.cpuUsage(before)
  context.diagnostic(`${(user + system) / 1e6} CPU seconds`)
  const words = chapters.flatMap(({ blocks }) => blocks.flatMap(({ text }) => text.split(' '))).length
  assert.deepEqual([chapters.length, words], [40, 149_640])
})

/** The start of an old Office file with a stream of some name. */
function oleWith(name: string): Buffer {
  return Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504), Buffer.from(`${name}\0`, 'utf16le')])
}

/** The start of a Mobipocket file: its list of records, then the header in the first of them. */
function kindle({ encryption }: { encryption: number }): Buffer {
  const bytes = Buffer.alloc(200)
  bytes.write('BOOKMOBI', 60, 'latin1')
  bytes.writeUInt32BE(100, 78)
  bytes.writeUInt16BE(encryption, 112)
  return bytes
}

async function importBytes(bytes: Buffer | string, source: DocumentSource): Promise<ImportedDocument> {
  await using document = await aDocument(bytes)
  return await importDocument(document.path, source)
}

async function readBytes(bytes: Buffer | string, source: DocumentSource): Promise<ImportedDocument> {
  await using document = await aDocument(bytes)
  return await readHere(document.path, source)
}
