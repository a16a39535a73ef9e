import { mkdir, open, opendir, readFile, stat, statfs, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { StudioError } from '#server/base/errors.ts'
import { writeDurably } from './durable-file.ts'
import { fileNotFound, refuseReading, refuseWriting, undefinedWhenMissing } from './file-fault.ts'
import { checkFileKey, checkFilePrefix } from './file-key.ts'
import type { FileStore } from './file-store.ts'
import { removeLeftOvers, temporaryPath } from './temporary-files.ts'

/**
 * A file store in a folder, made when missing. Any number of processes may have it open.
 * @throws StudioError `storage_failed`, `disk_full`
 */
export async function openFolderStore(folder: string): Promise<FileStore> {
  const temporary = join(folder, '.unfinished')
  await mkdir(temporary, { recursive: true, mode: 0o700 }).catch(refuseWriting(temporary))
  await removeLeftOvers(temporary).catch(refuseWriting(temporary))
  return {
    put: async (key, content) => {
      const file = pathOf(folder, key)
      await writeDurably(file, content, temporaryPath(temporary)).catch(refuseWriting(key))
    },
    get: async (key, range) => readRange(folder, key, range),
    read: async (key) => readFile(pathOf(folder, key)).catch(refuseReading(key)),
    head: async (key) => {
      const found = await stat(pathOf(folder, key)).catch(undefinedWhenMissing(key))
      return found?.isFile() ? { byteLength: found.size } : undefined
    },
    delete: async (keys) => {
      for (const key of keys) await unlink(pathOf(folder, key)).catch(undefinedWhenMissing(key))
    },
    list: (prefix) => {
      checkFilePrefix(prefix)
      return listKeys(folder, prefix, parentOf(prefix))
    },
    async *listLengths(prefix) {
      checkFilePrefix(prefix)
      for await (const key of listKeys(folder, prefix, parentOf(prefix))) {
        const found = await stat(join(folder, key)).catch(undefinedWhenMissing(key))
        if (found) yield { key, byteLength: found.size }
      }
    },
    async room() {
      const { bavail, bsize } = await statfs(folder).catch(refuseWriting(folder))
      return bavail * bsize
    },
  }
}

function parentOf(prefix: string): string {
  return prefix.slice(0, prefix.lastIndexOf('/') + 1)
}

function pathOf(folder: string, key: string): string {
  checkFileKey(key)
  return join(folder, key)
}

async function readRange(folder: string, key: string, range: { start: number; end?: number } = { start: 0 }) {
  const handle = await open(pathOf(folder, key), 'r').catch(refuseReading(key))
  const found = await handle.stat()
  const end = Math.min(range.end ?? found.size, found.size)
  if (found.isFile() && range.start < end) return handle.createReadStream({ start: range.start, end: end - 1 })
  await handle.close()
  if (!found.isFile()) throw fileNotFound(key)
  if (range.start <= found.size) return Readable.from([])
  const sentence = `The file ${key} has ${found.size} bytes; byte ${range.start} was asked for.`
  throw new StudioError('range_not_satisfiable', sentence)
}

/** All keys below `parent` (empty, or ending in a slash) that begin with the prefix. */
async function* listKeys(folder: string, prefix: string, parent: string): AsyncGenerator<string> {
  const entries = await opendir(join(folder, parent)).catch(undefinedWhenMissing(parent))
  for await (const entry of entries ?? []) {
    const key = parent + entry.name
    if (entry.name.startsWith('.') || !key.startsWith(prefix)) continue
    if (entry.isDirectory()) yield* listKeys(folder, prefix, `${key}/`)
    else yield key
  }
}
