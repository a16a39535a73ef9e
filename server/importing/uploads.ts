import { randomUUID } from 'node:crypto'
import type { FileStore } from '#server/storage/file-store.ts'

/** So long pg-boss keeps a job that nobody takes: what is older, no import asks for any more. */
const keptDays = 14
const dayMilliseconds = 24 * 3600 * 1000

/** A new key for a document that somebody sends; it tells the day, so that left ones can be found. */
export function uploadKey(now = new Date()): string {
  return `uploads/${now.toISOString().slice(0, 10)}/${randomUUID()}`
}

/** Deletes what requests left that were killed before anybody could import their document. */
export async function deleteLeftUploads(files: FileStore, now = new Date()): Promise<void> {
  const oldestDay = new Date(now.getTime() - keptDays * dayMilliseconds).toISOString().slice(0, 10)
  for await (const key of files.list('uploads/')) {
    const day = /^uploads\/(\d{4}-\d\d-\d\d)\//.exec(key)?.[1]
    if (day && day < oldestDay) await files.delete([key])
  }
}
