import type { ProjectId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { lockProject } from '#server/projects/find-project.ts'
import { isBeingImported } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { giveUpImport, importQueue } from './import-project.ts'

type Needs = { db: Database; files: FileStore; jobs: Jobs }

const failure = { code: 'job_cancelled', message: 'The import of the document was cancelled.' }

/** Ends the import of a document, if there is any, with what was to follow it: what the project said before stays. */
export async function cancelImport({ db: database, files, jobs }: Needs, projectId: ProjectId): Promise<void> {
  const cancelled = await database.transaction(async (db) => {
    const project = await lockProject(db, projectId)
    if (project.creationType !== 'blank' || !isBeingImported(project)) return []
    await giveUpImport({ db, jobs }, { projectId }, failure)
    return jobs.cancelWith(importQueue, { projectId }, { inTransaction: db, alsoGivingUp: true })
  })
  await files.delete(cancelled.flatMap(({ source }) => ('fileKey' in source ? source.fileKey : [])))
}
