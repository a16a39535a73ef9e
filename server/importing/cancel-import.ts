import type { ProjectId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { deadLettersOf } from '#server/jobs/queue.ts'
import { lockProject } from '#server/projects/find-project.ts'
import { isBeingImported } from '#server/projects/project.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { giveUpImport, type ImportJob, importQueue } from './import-project.ts'

type Needs = { db: Database; files: FileStore; jobs: Jobs }

const failure = { code: 'job_cancelled', message: 'The import of the document was cancelled.' }

/** Ends the import of a document, if there is any, with what was to follow it: what the project said before stays. */
export async function cancelImport({ db: database, files, jobs }: Needs, projectId: ProjectId): Promise<void> {
  const cancelled = await database.transaction(async (db) => {
    const project = await lockProject(db, projectId)
    if (project.creationType !== 'blank' || !isBeingImported(project)) return []
    await giveUpImport({ db, jobs }, { projectId }, failure)
    return cancelReading({ db, jobs }, projectId)
  })
  await files.delete(cancelled.flatMap(({ source }) => ('fileKey' in source ? source.fileKey : [])))
}

/** Cancels what imports a document, and what waits to be given up of it: it would fail the one that is sent next. */
async function cancelReading(
  { db, jobs }: { db: Transaction; jobs: Jobs },
  projectId: ProjectId,
): Promise<ImportJob[]> {
  const options = { inTransaction: db }
  return [
    ...(await jobs.cancelWith(importQueue, { projectId }, options)),
    ...(await jobs.cancelWith(deadLettersOf(importQueue), { projectId }, options)),
  ]
}
