import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { StudioError } from '#server/base/errors.ts'
import { refuseWriting } from '#server/storage/file-fault.ts'
import type { Download, PackFile } from './voice-pack.ts'

/** A file of the pack that has come and was checked, before all of them are moved into place. */
export function stagedPath(staging: string, file: PackFile): string {
  return join(staging, 'files', file.path)
}

/** A download that is whole and was checked. */
export function downloadedPath(staging: string, { sha256 }: Download): string {
  return join(staging, 'downloads', sha256)
}

/** What has come of a download. Named by its content, so that another source goes on where one stopped. */
export function partialPath(staging: string, { sha256 }: Download): string {
  return join(staging, 'downloads', `${sha256}.part`)
}

/** Bytes of a file; 0 when it is not there. */
export async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  return found?.size ?? 0
}

export async function hasContent(path: string, { byteLength, sha256 }: Download): Promise<boolean> {
  return (await sizeOf(path)) === byteLength && (await hashOf(path)) === sha256
}

/**
 * Writes a file of the pack and checks it; what is wrong leaves nothing behind.
 * @throws StudioError `fetch_failed` when it is not what it should be, `disk_full`, `storage_failed`; what the pieces throw
 */
export async function stage(staging: string, file: PackFile, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const path = stagedPath(staging, file)
  const unfinished = `${path}.unfinished`
  await mkdir(dirname(path), { recursive: true }).catch(refuseWriting(dirname(path)))
  try {
    await write(unfinished, pieces, file)
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

async function write(path: string, pieces: AsyncIterable<Uint8Array>, file: PackFile): Promise<void> {
  const hash = createHash('sha256')
  let written = 0
  await using handle = await open(path, 'w').catch(refuseWriting(path))
  for await (const piece of pieces) {
    written += piece.length
    if (written > file.byteLength) throw wrongContent(file.path)
    hash.update(piece)
    await handle.writeFile(piece).catch(refuseWriting(path))
  }
  if (written !== file.byteLength || hash.digest('hex') !== file.sha256) throw wrongContent(file.path)
  await handle.datasync()
}

export function wrongContent(name: string): StudioError {
  return new StudioError('fetch_failed', `${name} is not the file it should be: its checksum differs.`)
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1_048_576 }), hash)
  return hash.digest('hex')
}
