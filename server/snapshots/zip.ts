import assert from 'node:assert/strict'
import { crc32 } from 'node:zlib'
import { StudioError } from '#server/base/errors.ts'
import { type ByteSource, bytesSource, joinSources, withHead } from './byte-source.ts'
import { archiveEnd, dataDescriptor, directoryEntry, localHeader, type ZipFile } from './zip-records.ts'

export interface ZipEntry {
  /** As archive-name.ts makes it; folders end in a slash. */
  name: string
  source: ByteSource
  modifiedAt: Date
  /** Without any extra field, as formats want it whose first file tells what the archive is. */
  isBare?: boolean
}

/**
 * A ZIP archive of files as they are, without compressing: sound hardly gets smaller. Its length is known before, and
 * any range of it can be read. The checksum of a file is known once it was read to its end; a range that needs the
 * checksum of a file that it does not begin with reads that file once in addition.
 */
export function zipSource(entries: ZipEntry[]): ByteSource {
  assertNames(entries.map((entry) => entry.name))
  let offset = 0
  const parts: ByteSource[] = []
  const add = (source: ByteSource) => {
    parts.push(source)
    offset += source.byteLength
  }
  const files = entries.map(({ name, modifiedAt, source, isBare }) => {
    const file: ZipFile = { name, modifiedAt, byteLength: source.byteLength, offset, isBare }
    const content = checkedSource(name, source)
    add(withHead(bytesSource(localHeader(file)), content))
    add(laterSource(dataDescriptor(file, 0).length, async () => dataDescriptor(file, await content.checksum())))
    return { file, content }
  })
  const directoryOffset = offset
  for (const { file, content } of files)
    add(laterSource(directoryEntry(file, 0).length, async () => directoryEntry(file, await content.checksum())))
  const directory = { offset: directoryOffset, byteLength: offset - directoryOffset, fileCount: files.length }
  return joinSources([...parts, bytesSource(archiveEnd(directory))])
}

interface CheckedSource extends ByteSource {
  /** The CRC-32 of all its bytes. */
  checksum(): Promise<number>
}

/** Whoever reads from the start to the end finds the checksum in passing. */
function checkedSource(name: string, source: ByteSource): CheckedSource {
  const { byteLength } = source
  let known: number | undefined

  async function* readWhole(): AsyncGenerator<Uint8Array> {
    let [checksum, readLength] = [0, 0]
    for await (const piece of source.read(0, byteLength)) {
      checksum = crc32(piece, checksum)
      readLength += piece.length
      if (readLength === byteLength) known = checksum // before the last piece goes: nobody may ask for more
      yield piece
    }
    if (readLength === byteLength) return
    throw new StudioError('internal_error', `"${name}" has ${readLength} bytes instead of ${byteLength}.`)
  }

  return {
    byteLength,
    read: (start, end) => (start === 0 && end === byteLength ? readWhole() : source.read(start, end)),
    async checksum() {
      if (byteLength === 0) return 0
      if (known === undefined) for await (const _piece of readWhole());
      return known!
    },
  }
}

/** Bytes that are made when they are read. */
function laterSource(byteLength: number, make: () => Promise<Buffer>): ByteSource {
  return {
    byteLength,
    async *read(start, end) {
      yield (await make()).subarray(start, end)
    },
  }
}

function assertNames(names: string[]): void {
  for (const name of names) {
    const isName = name.split('/').every((part) => /^[^/\\\p{Cc}]+$/u.test(part) && !/^\.\.?$/.test(part))
    assert(isName, `"${name}" is not the name of a file`)
  }
  assert.equal(new Set(names).size, names.length, 'each file in an archive has its own name')
}
