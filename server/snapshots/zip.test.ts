import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { type Entry, fromBufferPromise, fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl'
import { type ByteSource, bytesSource, joinSources, zerosSource } from './byte-source.ts'
import { type ZipEntry, zipSource } from './zip.ts'
import { archiveEnd, dataDescriptor, directoryEntry, localHeader } from './zip-records.ts'

const modifiedAt = new Date('2026-11-25T10:20:31Z')

test('an archive unpacks to the files that went in, with their names and times', async () => {
  const contents = ['RIFF…', '', 'x'.repeat(200_000)].map((text) => Buffer.from(text))
  const names = ['01 - Der Prozeß.mp3', '02 - 審判.mp3', '03 - 🐋.mp3']
  const zip = await readAll(zipSource(names.map((name, index) => anEntry(name, contents[index]!))))
  const unpacked = await unpack(zip)
  assert.deepEqual(
    unpacked.map(({ entry }) => entry.fileName),
    names,
  )
  assert.deepEqual(
    unpacked.map(({ content }) => content),
    contents,
  )
  for (const { entry, content } of unpacked) {
    assert.equal(entry.crc32, crc32(content))
    assert.deepEqual(entry.getLastModDate(), modifiedAt)
  }
})

test('any range of an archive is that part of the whole, whatever was read before', async () => {
  const content = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
  const ranges = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(fc.array(content, { maxLength: 5 }), ranges, async (contents, ranges) => {
      const open = () => zipSource(contents.map((content, index) => anEntry(`${index}.mp3`, content)))
      const whole = await readAll(open())
      const zip = open()
      assert.equal(whole.length, zip.byteLength)
      for (const [first, second] of ranges) {
        const [start, end] = [first % (whole.length + 1), second % (whole.length + 1)].toSorted((a, b) => a - b)
        assert.deepEqual(await readAll(zip, start, end), whole.subarray(start, end))
      }
    }),
  )
})

test('a file is read once for a whole archive, and twice when a range begins inside it', async () => {
  const counted = countingSource(Buffer.alloc(1_000, 7))
  const open = () => zipSource([{ name: 'a.mp3', source: counted, modifiedAt }])
  await readAll(open())
  assert.equal(counted.bytesRead, 1_000)
  const zip = open()
  await readAll(zip, 500)
  assert.equal(counted.bytesRead, 1_000 + 2_000 - (500 - localHeaderLength('a.mp3')))
})

test('the end of an archive costs no file', async () => {
  const counted = countingSource(Buffer.alloc(1_000))
  const zip = zipSource([{ name: 'a.mp3', source: counted, modifiedAt }])
  await readAll(zip, zip.byteLength - 22)
  assert.equal(counted.bytesRead, 0)
})

test('a file that is shorter than it said breaks the archive off', async () => {
  const source = { ...bytesSource(Buffer.alloc(10)), byteLength: 11 }
  await assert.rejects(readAll(zipSource([{ name: 'a.mp3', source, modifiedAt }])), { code: 'internal_error' })
})

test('names that lead out of their folder, or the same twice, are refused', () => {
  assert.throws(() => zipSource([anEntry('../a.mp3', Buffer.of(1))]))
  assert.throws(() => zipSource([anEntry('a.mp3', Buffer.of(1)), anEntry('a.mp3', Buffer.of(2))]))
})

test('proof: an archive of 66,000 files lists all of them', async () => {
  const zip = await readAll(
    zipSource(Array.from({ length: 66_000 }, (_, index) => anEntry(`${index}`, Buffer.alloc(0)))),
  )
  const file = await fromBufferPromise(zip, { lazyEntries: true })
  assert.equal(file.entryCount, 66_000)
  assert.equal((await Array.fromAsync(file.eachEntry())).length, 66_000)
})

test('files beyond 4 GiB, in length and in place, are listed as they are', async () => {
  const lengths = [5 * 2 ** 30, 1_000, 2 ** 32 - 1, 2 ** 32 - 2]
  let offset = 0
  const files = lengths.map((byteLength, index) => {
    const file = { name: `${index}.wav`, modifiedAt, byteLength, offset }
    offset += localHeader(file).length + byteLength + dataDescriptor(file, 0).length
    return file
  })
  const directory = Buffer.concat(files.map((file) => directoryEntry(file, 9)))
  const end = archiveEnd({ offset, byteLength: directory.length, fileCount: files.length })
  const zip = joinSources([
    ...files.flatMap((file) => [
      bytesSource(localHeader(file)),
      zerosSource(file.byteLength),
      bytesSource(dataDescriptor(file, 9)),
    ]),
    bytesSource(Buffer.concat([directory, end])),
  ])
  const listed = await Array.fromAsync((await openZip(zip)).eachEntry())
  assert.deepEqual(
    listed.map((entry) => entry.uncompressedSize),
    lengths,
  )
  assert.deepEqual(
    listed.map((entry) => entry.relativeOffsetOfLocalHeader),
    files.map((file) => file.offset),
  )
})

const hasUnzip = spawnSync('unzip', ['-v']).status === 0

test(`the program unzip finds nothing wrong${hasUnzip ? '' : ' (skipped: it is not installed)'}`, async (t) => {
  if (!hasUnzip) return t.skip('unzip is not installed')
  using folder = mkdtempDisposableSync(join(tmpdir(), 'lectern-zip-'))
  const path = join(folder.path, 'chapters.zip')
  const contents = [Buffer.alloc(0), Buffer.alloc(100_000, 1), Buffer.from('sound')]
  writeFileSync(path, await readAll(zipSource(contents.map((content, index) => anEntry(`0${index} - é.mp3`, content)))))
  const { status, stdout } = spawnSync('unzip', ['-t', path])
  assert.equal(status, 0, stdout.toString())
})

function anEntry(name: string, content: Buffer): ZipEntry {
  return { name, source: bytesSource(content), modifiedAt }
}

function localHeaderLength(name: string): number {
  return localHeader({ name, modifiedAt, byteLength: 1_000, offset: 0 }).length
}

/** In pieces, as files are read. */
function countingSource(bytes: Buffer): ByteSource & { bytesRead: number } {
  return {
    byteLength: bytes.length,
    bytesRead: 0,
    async *read(start, end) {
      for (let position = start; position < end; position += 300) {
        const piece = bytes.subarray(position, Math.min(end, position + 300))
        this.bytesRead += piece.length
        yield piece
      }
    },
  }
}

async function readAll(source: ByteSource, start = 0, end = source.byteLength): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(source.read(start, end)))
}

async function unpack(zip: Buffer): Promise<{ entry: Entry; content: Buffer }[]> {
  const file = await fromBufferPromise(zip, { lazyEntries: true })
  return Array.fromAsync(file.eachEntry(), async (entry) => ({
    entry,
    content: await buffer(await file.openReadStreamPromise(entry)),
  }))
}

/** Without reading what is not asked for. */
function openZip(source: ByteSource) {
  class SourceReader extends RandomAccessReader {
    override _readStreamForRange(start: number, end: number): Readable {
      return Readable.from(source.read(start, end))
    }
  }
  return fromRandomAccessReaderPromise(new SourceReader(), source.byteLength, { lazyEntries: true })
}
