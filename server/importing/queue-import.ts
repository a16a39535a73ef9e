import { StudioError } from '#server/base/errors.ts'
import { addInTurn } from '#server/jobs/add-in-turn.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { updateProject } from '#server/projects/edit-project.ts'
import { lockProject } from '#server/projects/find-project.ts'
import { isBeingImported } from '#server/projects/project.ts'
import type { Transaction } from '#server/storage/database.ts'
import { type ImportJob, importQueue } from './import-project.ts'

/**
 * Queues the import of a document, which then replaces the content of its project or chapter. Part of the caller's
 * transaction.
 * @throws StudioError `already_processing` when another document is being imported
 */
export async function queueImport({ db, jobs }: { db: Transaction; jobs: Jobs }, job: ImportJob): Promise<void> {
  const project = await lockProject(db, job.projectId)
  if (isBeingImported(project)) {
    throw new StudioError('already_processing', `A document is being imported into "${project.name}" already.`)
  }
  const pending = {
    creationType: 'blank',
    creationStatus: 'pending',
    creationProgress: 0,
    creationError: null,
    isToBeConverted: job.autoConvert,
  } as const
  await updateProject(db, project.id, pending)
  await addInTurn({ db, jobs }, importQueue, job, { asker: job.asker?.key, id: project.id })
}
