import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { updateProject } from '#server/projects/edit-project.ts'
import { lockProject } from '#server/projects/find-project.ts'
import type { Transaction } from '#server/storage/database.ts'
import { type ImportJob, importQueue } from './import-project.ts'

/** A document that lies in the file store. */
export type DocumentUpload = Pick<ImportJob, 'fileKey' | 'fileName' | 'contentType'>

/**
 * Queues the import of a document, which then replaces the content of its project. Part of the caller's transaction.
 * @throws StudioError `already_processing` when another document is being imported
 */
export async function queueImport(
  { db, jobs }: { db: Transaction; jobs: Jobs },
  projectId: ProjectId,
  document: DocumentUpload,
  autoConvert: boolean,
): Promise<void> {
  const project = await lockProject(db, projectId)
  if (project.creationStatus === 'pending' || project.creationStatus === 'creating') {
    throw new StudioError('already_processing', `A document is being imported into "${project.name}" already.`)
  }
  await updateProject(db, projectId, { creationStatus: 'pending', creationProgress: 0, creationError: null })
  await jobs.add(importQueue, { projectId, ...document, autoConvert }, { inTransaction: db })
}
