import { randomUUID } from 'node:crypto'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { importQueue } from './import-project.ts'

/** So long a document is kept that no job is to import: it may be asked for again. */
const keptDays = 14
const dayMilliseconds = 24 * 3600 * 1000

/** A new key for a document that somebody sends; it tells the day, so that left ones can be found. */
export function uploadKey(now = new Date()): string {
  return `uploads/${now.toISOString().slice(0, 10)}/${randomUUID()}`
}

/**
 * Deletes what requests left that were killed before anybody could import their document. What a job is to import stays,
 * however long that waits; what tells no day is of an older Lectern, and goes else.
 */
export async function deleteLeftUploads(
  { files, jobs }: { files: FileStore; jobs: Jobs },
  now = new Date(),
): Promise<void> {
  const oldestDay = new Date(now.getTime() - keptDays * dayMilliseconds).toISOString().slice(0, 10)
  let imported: Set<string> | undefined
  for await (const key of files.list('uploads/')) {
    const day = /^uploads\/(\d{4}-\d\d-\d\d)\//.exec(key)?.[1]
    if (day && day >= oldestDay) continue
    imported ??= await listImported(jobs)
    if (!imported.has(key)) await files.delete([key])
  }
}

/** The documents that jobs are to import. */
async function listImported(jobs: Jobs): Promise<Set<string>> {
  const sources = await jobs.listWorkedOn('source', importQueue)
  return new Set([...sources].map((source) => JSON.parse(source).fileKey))
}
