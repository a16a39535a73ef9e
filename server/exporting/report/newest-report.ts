import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { ProjectSnapshot } from '#server/snapshots/snapshot.ts'
import { findNewestSnapshot } from '#server/snapshots/snapshot-store.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import type { Export } from '../export.ts'
import { exportFile, listExports } from '../export-store.ts'
import { requestExport } from '../request-export.ts'
import type { Report } from './report.ts'

/**
 * The report of what was published of a project last, or how far it is: it is made when it is looked at.
 * @param asker the hash of a key
 * @returns undefined when nothing is published yet
 * @throws StudioError `internal_error` when it could not be made
 */
export async function readNewestReport(
  needs: { db: Database; files: FileStore; jobs: Jobs },
  projectId: ProjectId,
  asker?: string,
): Promise<{ report: Report } | { progress: number } | undefined> {
  const newest = await findNewestSnapshot(needs.db, projectId)
  if (!newest) return undefined
  const failed = await findFailedReport(needs.db, newest)
  if (failed) throw new StudioError('internal_error', failed.errorMessage ?? 'The report could not be made.')
  const made = await requestExport(needs, { projectId, projectSnapshotId: newest.id }, 'report', {}, asker)
  if (made.state !== 'ready') return { progress: made.progress }
  return { report: JSON.parse(String(await needs.files.read(exportFile(made.id)))) }
}

async function findFailedReport(db: Database, { id, projectId }: ProjectSnapshot): Promise<Export | undefined> {
  for await (const some of listExports(db, projectId)) {
    const failed = some.find((one) => one.format === 'report' && one.projectSnapshotId === id && one.state === 'failed')
    if (failed) return failed
  }
}
