import { randomUUID } from 'node:crypto'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { importQueue } from './import-project.ts'

/** So long pg-boss keeps a job that nobody takes: what is older, no import asks for any more. */
const keptDays = 14
const dayMilliseconds = 24 * 3600 * 1000

/** A new key for a document that somebody sends; it tells the day, so that left ones can be found. */
export function uploadKey(now = new Date()): string {
  return `uploads/${now.toISOString().slice(0, 10)}/${randomUUID()}`
}

/**
 * Deletes what requests left that were killed before anybody could import their document. What tells no day is of an older
 * Lectern: it goes unless a job imports it.
 */
export async function deleteLeftUploads(
  { files, jobs }: { files: FileStore; jobs: Jobs },
  now = new Date(),
): Promise<void> {
  const oldestDay = new Date(now.getTime() - keptDays * dayMilliseconds).toISOString().slice(0, 10)
  let imported: Set<string> | undefined
  for await (const key of files.list('uploads/')) {
    const day = /^uploads\/(\d{4}-\d\d-\d\d)\//.exec(key)?.[1]
    if (!day) imported ??= await listImported(jobs)
    if (day ? day < oldestDay : !imported!.has(key)) await files.delete([key])
  }
}

/** The documents that jobs are to import. */
async function listImported(jobs: Jobs): Promise<Set<string>> {
  const sources = await jobs.listWorkedOn('source', importQueue)
  return new Set([...sources].map((source) => JSON.parse(source).fileKey))
}
