import { type FileHandle, mkdir, opendir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { StudioError } from '#server/base/errors.ts'
import { answered, fileSystemSeconds, openPatiently, withFile } from './answered.ts'
import { writeDurably } from './durable-file.ts'
import { fileNotFound, refuseReading, refuseWriting, undefinedWhenMissing } from './file-fault.ts'
import { checkFileKey, checkFilePrefix } from './file-key.ts'
import type { FileStore } from './file-store.ts'
import { freeBytesOf } from './free-bytes.ts'
import { removeLeftOvers, temporaryPath } from './temporary-files.ts'

/**
 * A file store in a folder, made when missing. Any number of processes may have it open.
 * @param seconds the longest that the file system may take for a few megabytes
 * @throws StudioError `storage_failed`, `disk_full`, `storage_unavailable` when it does not answer
 */
export async function openFolderStore(folder: string, seconds = fileSystemSeconds): Promise<FileStore> {
  const temporary = join(folder, '.unfinished')
  const soon = <Answer>(call: Promise<Answer>) => answered(call, seconds)
  await soon(mkdir(temporary, { recursive: true, mode: 0o700 })).catch(refuseWriting(temporary))
  await soon(removeLeftOvers(temporary)).catch(refuseWriting(temporary))
  const lengthOf = async (key: string) => {
    const found = await soon(stat(pathOf(folder, key))).catch(undefinedWhenMissing(key))
    return found?.isFile() ? found.size : undefined
  }
  return {
    put: async (key, content) => {
      const file = pathOf(folder, key)
      await writeDurably(file, content, temporaryPath(temporary), seconds).catch(refuseWriting(key))
    },
    get: async (key, range) => readRange(pathOf(folder, key), key, range, seconds),
    read: async (key) => readWhole(pathOf(folder, key), seconds).catch(refuseReading(key)),
    head: async (key) => {
      const byteLength = await lengthOf(key)
      return byteLength === undefined ? undefined : { byteLength }
    },
    delete: async (keys) => {
      for (const key of keys) await soon(unlink(pathOf(folder, key))).catch(undefinedWhenMissing(key))
    },
    list: (prefix) => {
      checkFilePrefix(prefix)
      return listKeys({ folder, seconds }, prefix, parentOf(prefix))
    },
    async *listLengths(prefix) {
      checkFilePrefix(prefix)
      for await (const key of listKeys({ folder, seconds }, prefix, parentOf(prefix))) {
        const byteLength = await lengthOf(key)
        if (byteLength !== undefined) yield { key, byteLength }
      }
    },
    room: () => soon(freeBytesOf(folder)).catch(refuseWriting(folder)),
  }
}

function parentOf(prefix: string): string {
  return prefix.slice(0, prefix.lastIndexOf('/') + 1)
}

function pathOf(folder: string, key: string): string {
  checkFileKey(key)
  return join(folder, key)
}

/** What is read in one call: of what is given on piece by piece, and of what is read whole. */
const pieceLength = 131_072
const wholePieceLength = 4 * 1024 * 1024

async function readWhole(path: string, seconds: number): Promise<Buffer> {
  return withFile(path, 'r', seconds, async (handle) => {
    const { size } = await answered(handle.stat(), seconds)
    const whole = Buffer.allocUnsafe(size)
    let at = 0
    while (at < size) {
      const length = Math.min(wholePieceLength, size - at)
      const { bytesRead } = await answered(handle.read(whole, at, length, at), seconds)
      if (bytesRead === 0) break
      at += bytesRead
    }
    return whole.subarray(0, at)
  })
}

async function readRange(
  path: string,
  key: string,
  range: { start: number; end?: number } = { start: 0 },
  seconds: number,
): Promise<Readable> {
  const handle = await openPatiently(path, 'r', seconds).catch(refuseReading(key))
  const found = await answered(handle.stat(), seconds).catch((error) => {
    handle.close().catch(() => {})
    throw error
  })
  const end = Math.min(range.end ?? found.size, found.size)
  if (found.isFile() && range.start < end) return toStream(handle, { start: range.start, end }, seconds)
  await answered(handle.close(), seconds)
  if (!found.isFile()) throw fileNotFound(key)
  if (range.start <= found.size) return Readable.from([])
  const sentence = `The file ${key} has ${found.size} bytes; byte ${range.start} was asked for.`
  throw new StudioError('range_not_satisfiable', sentence)
}

/** The bytes of an open file, each piece of which may take as long as any other call. */
function toStream(handle: FileHandle, { start, end }: { start: number; end: number }, seconds: number): Readable {
  let at = start
  async function readOn(stream: Readable): Promise<void> {
    const length = Math.min(pieceLength, end - at)
    const { bytesRead, buffer } = await answered(handle.read(Buffer.allocUnsafe(length), 0, length, at), seconds)
    at += bytesRead
    stream.push(bytesRead === 0 ? null : buffer.subarray(0, bytesRead))
  }
  return new Readable({
    highWaterMark: pieceLength,
    read() {
      if (at === end) this.push(null)
      else readOn(this).catch((error) => this.destroy(error))
    },
    destroy(error, done) {
      const closed = handle.close().catch(() => {})
      if (error) done(error)
      else closed.then(() => done(null))
    },
  })
}

/** All keys below `parent` (empty, or ending in a slash) that begin with the prefix. */
async function* listKeys(
  place: { folder: string; seconds: number },
  prefix: string,
  parent: string,
): AsyncGenerator<string> {
  const { folder, seconds } = place
  const entries = await answered(opendir(join(folder, parent)), seconds, (late) => late.close()).catch(
    undefinedWhenMissing(parent),
  )
  if (!entries) return
  try {
    for (let entry = await answered(entries.read(), seconds); entry; entry = await answered(entries.read(), seconds)) {
      const key = parent + entry.name
      if (entry.name.startsWith('.') || !key.startsWith(prefix)) continue
      if (entry.isDirectory()) yield* listKeys(place, prefix, `${key}/`)
      else yield key
    }
  } finally {
    entries.close().catch(() => {})
  }
}
