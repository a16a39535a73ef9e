import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { toStudioError } from '#server/base/errors.ts'
import { answered, fileSystemSeconds, withFile } from './answered.ts'

/**
 * Writes a file that is there whole or not at all, also after a power cut. What fails leaves nothing behind, nor open.
 * @param temporary a path in the same file system, used by nobody else
 * @param seconds the longest that the file system may take for a few megabytes
 */
export async function writeDurably(
  file: string,
  content: Uint8Array | Readable,
  temporary: string,
  seconds: number,
): Promise<void> {
  try {
    await writeSynced(temporary, content, seconds)
    await makeSyncedFolder(dirname(file), seconds)
    await answered(rename(temporary, file), seconds)
    await syncFolder(dirname(file), seconds)
  } catch (error) {
    if (!(content instanceof Uint8Array)) content.destroy() // perhaps nobody has begun to read it
    const removed = rm(temporary, { force: true }).catch(() => {}) // else the next process removes it
    if (toStudioError(error).code !== 'storage_unavailable') await removed
    throw error
  }
}

async function writeSynced(file: string, content: Uint8Array | Readable, seconds: number): Promise<void> {
  await withFile(file, 'wx', seconds, async (handle) => {
    let unsynced = 0
    for await (const piece of piecesOf(content)) {
      await answered(handle.writeFile(piece), seconds)
      unsynced += piece.length
      if (unsynced < syncedLength) continue
      await answered(handle.datasync(), seconds)
      unsynced = 0
    }
    await answered(handle.datasync(), seconds)
  })
}

const pieceLength = 4 * 1024 * 1024
/** What is written down before more comes: so writing to the disk, too, is never asked for much at once. */
const syncedLength = 64 * 1024 * 1024

async function* piecesOf(content: Uint8Array | Readable): AsyncGenerator<Uint8Array> {
  if (!(content instanceof Uint8Array)) return yield* content
  for (let start = 0; start < content.length; start += pieceLength) yield content.subarray(start, start + pieceLength)
}

/** Makes a folder and those above it, and has each new name written to the disk. */
async function makeSyncedFolder(folder: string, seconds: number): Promise<void> {
  const topmost = await answered(mkdir(folder, { recursive: true, mode: 0o700 }), seconds)
  if (topmost === undefined) return
  for (let made = folder; made.length >= topmost.length; made = dirname(made)) await syncFolder(dirname(made), seconds)
}

/** Has the names in a folder written to the disk. */
export async function syncFolder(folder: string, seconds = fileSystemSeconds): Promise<void> {
  await withFile(folder, 'r', seconds, (handle) => answered(handle.sync(), seconds))
}
