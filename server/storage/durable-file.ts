import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'

/**
 * Writes a file that is there whole or not at all, also after a power cut. What fails leaves nothing behind.
 * @param temporary a path in the same file system, used by nobody else
 */
export async function writeDurably(file: string, content: Uint8Array | Readable, temporary: string): Promise<void> {
  try {
    await writeSynced(temporary, content)
    await makeSyncedFolder(dirname(file))
    await rename(temporary, file)
    await syncFolder(dirname(file))
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function writeSynced(file: string, content: Uint8Array | Readable): Promise<void> {
  await using handle = await open(file, 'wx', 0o600)
  await handle.writeFile(content)
  await handle.datasync()
}

/** Makes a folder and those above it, and has each new name written to the disk. */
async function makeSyncedFolder(folder: string): Promise<void> {
  const topmost = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (topmost === undefined) return
  for (let made = folder; made.length >= topmost.length; made = dirname(made)) await syncFolder(dirname(made))
}

/** Has the names in a folder written to the disk. */
export async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}
