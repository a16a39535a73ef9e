import { hasCode } from '#server/base/errors.ts'
import type { FileStore, StoredFile } from './file-store.ts'

/** How far a copy is. */
export interface Copied {
  /** Those that had to be copied, and their bytes. */
  files: number
  byteLength: number
  /** Those that were there already. */
  present: number
}

interface Options {
  signal: AbortSignal
  tell?(copied: Copied): void
}

const copiesAtOnce = 8

/**
 * Copies all files that the other store has not, or has in another length: none ever changes under its key, but for its
 * length when it was cut off. So a copy that was stopped goes on where it was, and a second one takes what is new. Files that
 * are deleted meanwhile are left out.
 * @throws the signal's reason
 */
export async function copyFiles(from: FileStore, to: FileStore, { signal, tell }: Options): Promise<Copied> {
  const there = new Map<string, number>()
  for await (const { key, byteLength } of to.listLengths('')) there.set(key, byteLength)
  const copied: Copied = { files: 0, byteLength: 0, present: 0 }
  const files = from.listLengths('')[Symbol.asyncIterator]()
  const copyOn = async () => {
    for (let next = await files.next(); !next.done; next = await files.next()) {
      signal.throwIfAborted()
      await copyUnlessThere(next.value)
      tell?.(copied)
    }
  }
  async function copyUnlessThere(file: StoredFile): Promise<void> {
    if (there.get(file.key) === file.byteLength) return void copied.present++
    if (!(await copyFile(from, to, file.key))) return
    copied.files++
    copied.byteLength += file.byteLength
  }
  const copying = Array.from({ length: copiesAtOnce }, copyOn)
  try {
    await Promise.all(copying)
  } finally {
    await files.return?.()
    await Promise.allSettled(copying)
  }
  return copied
}

/** Says whether it was there to be copied. */
async function copyFile(from: FileStore, to: FileStore, key: string): Promise<boolean> {
  try {
    await to.put(key, await from.get(key))
    return true
  } catch (error) {
    if (hasCode(error, 'file_not_found')) return false
    throw error
  }
}
