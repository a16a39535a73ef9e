import { createHash } from 'node:crypto'
import { StudioError } from '#server/base/errors.ts'
import { type ExportId, newId, type ProjectId, type ProjectSnapshotId } from '#server/base/ids.ts'
import { addInTurn } from '#server/jobs/add-in-turn.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { defineQueue } from '#server/jobs/queue.ts'
import { getProject, lockProject } from '#server/projects/find-project.ts'
import type { Project } from '#server/projects/project.ts'
import { toFileName } from '#server/snapshots/archive-name.ts'
import type { ProjectSnapshot } from '#server/snapshots/snapshot.ts'
import { getProjectSnapshot } from '#server/snapshots/snapshot-store.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { listChaptersOf } from './book.ts'
import type { Container } from './container.ts'
import { type ExportFormat, getContainer } from './containers.ts'
import type { AskedOptions, Export, ExportOptions } from './export.ts'
import { countUnderWay, exportFile, insertOrLock, keepLonger, removeExport, startAgain } from './export-store.ts'
import { settleOptions } from './settle-options.ts'

export type ExportJob = { exportId: ExportId }

/** Long books take hours in the slower formats. */
export const exportQueue = defineQueue<ExportJob>({ name: 'export', retryLimit: 2, expireInSeconds: 12 * 3600 })

type Needs = { db: Database; files: FileStore; jobs: Jobs }

/** To be counted up when the same snapshot and options become another file. */
const makersVersion = 5

/**
 * Asks for a snapshot as a file. Who asks for the same again gets the same export, which is begun again when it has failed or
 * its file is gone.
 * @param asker the hash of a key: those of one key take turns with those of others, as each may take hours
 * @throws StudioError `snapshot_not_found`, `project_not_found`, `feed_off`, `rate_limit_exceeded`; RefusedOptions
 */
export async function requestExport(
  needs: Needs,
  key: { projectId: ProjectId; projectSnapshotId: ProjectSnapshotId },
  format: ExportFormat,
  asked: AskedOptions,
  asker?: string,
): Promise<Export> {
  const container = getContainer(format)
  const project = await getProject(needs.db, key.projectId)
  const snapshot = await getProjectSnapshot(needs.db, key)
  const options = settleOptions(container, asked, project)
  if (options.chapterIds) await listChaptersOf(needs.db, snapshot, options.chapterIds)
  const more = await container.dependsOn?.(needs, project.id)
  const contentKey = contentKeyOf(project, snapshot, format, options, more)
  return needs.db.transaction(async (db) => {
    await lockProject(db, project.id) // it may just be deleted
    const fileName = fileNameOf(snapshot, container, options)
    const ids = { id: newId<ExportId>(), projectId: project.id, projectSnapshotId: snapshot.id }
    const { row, isNew } = await insertOrLock(db, { ...ids, format, options, contentKey, fileName })
    const queue = async () => {
      await requireFewUnderWay(db, project.id)
      await addInTurn({ ...needs, db }, exportQueue, { exportId: row.id }, { asker, id: row.id })
    }
    if (isNew) await queue()
    if (isNew || row.state === 'queued' || row.state === 'working') return row
    if (row.state === 'ready' && (await needs.files.head(exportFile(row.id)))) return keepLonger(db, row.id)
    const again = await startAgain(db, row.id)
    await queue()
    return again
  })
}

/** Any choice of chapters is another export, and those of other projects wait behind them. */
const mostUnderWay = 100

/** @throws StudioError `rate_limit_exceeded` */
async function requireFewUnderWay(db: Transaction, projectId: ProjectId): Promise<void> {
  if ((await countUnderWay(db, projectId)) <= mostUnderWay) return
  const sentence = `${mostUnderWay} exports of this project are being made already.`
  throw new StudioError('rate_limit_exceeded', sentence, { retryAfterSeconds: 60 })
}

/** Forgets an export and its file; one that is being made stops. @throws StudioError `export_not_found` */
export async function deleteExport({ db, files, jobs }: Needs, id: ExportId): Promise<void> {
  await db.transaction(async (transaction) => {
    await removeExport(transaction, id)
    await jobs.cancelWith(exportQueue, { exportId: id }, { inTransaction: transaction })
  })
  await files.delete([exportFile(id)])
}

function contentKeyOf(
  project: Project,
  snapshot: ProjectSnapshot,
  format: ExportFormat,
  options: ExportOptions,
  more: string | undefined,
) {
  const { cover, narrators, description, genres } = project
  const parts: unknown[] = [makersVersion, snapshot.id, format, options, cover?.fileKey, narrators, description, genres]
  if (more !== undefined) parts.push(more)
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** `Title - Author.m4b`; an archive of such files ends in `.m4b.zip`. */
function fileNameOf({ tags }: ProjectSnapshot, { extension, perChapter }: Container, options: ExportOptions): string {
  const name = toFileName(tags.author === null ? tags.album : `${tags.album} - ${tags.author}`) || 'unnamed'
  const isArchive = options.perChapter && perChapter === 'yes'
  return `${name}.${isArchive ? `${extension}.zip` : extension}`
}
