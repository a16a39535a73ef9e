import { type ConversionId, newId, type ProjectSnapshotId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { JobFailure } from '#server/jobs/run-job.ts'
import { updateProject } from '#server/projects/edit-project.ts'
import { getProject } from '#server/projects/find-project.ts'
import { bumpRevision } from '#server/projects/revision.ts'
import { slotSampleCount } from '#server/snapshots/rendition-format.ts'
import type { ChapterSnapshot, ProjectSnapshot } from '#server/snapshots/snapshot.ts'
import { insertProjectSnapshot, listSnapshotsOfConversions } from '#server/snapshots/snapshot-store.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { type Conversion, endConversion, listChildren, lockRunning, runs } from './conversion-store.ts'
import { snapshotTagsOf } from './publish-chapter.ts'
import { tellProjectEnd } from './tell-callback.ts'

/**
 * Ends the conversion of a project when all its chapters have ended: a list of their snapshots, or the reason of the
 * first that failed. A chapter that was deleted meanwhile is left out.
 */
export async function publishProject(needs: { db: Database; jobs: Jobs }, conversionId: ConversionId): Promise<void> {
  await needs.db.transaction(async (db) => {
    const conversion = await lockRunning(db, conversionId)
    if (!conversion) return
    const children = await listChildren(db, conversionId)
    if (children.some(runs)) return
    const failed = children.find((child) => child.state === 'failed')
    const published = await listSnapshotsOfConversions(
      db,
      children.map((child) => child.id),
    )
    if (failed) {
      const { errorCode, errorMessage } = failed
      return failProject({ ...needs, db }, conversion, { code: errorCode!, message: errorMessage! })
    } else if (published.length > 0) {
      const snapshotId = await publishChapters(db, conversionId, published)
      await tellProjectEnd({ ...needs, db }, conversion, { snapshotId })
    } else await endCancelled({ ...needs, db }, conversion)
    await bumpRevision(db, conversion.projectId)
  })
}

/** Nothing is left of what was to be converted. */
async function endCancelled(needs: { db: Transaction; jobs: Jobs }, conversion: Conversion): Promise<void> {
  await endConversion(needs.db, conversion.id, { state: 'cancelled' })
  await tellProjectEnd(needs, conversion, { error: 'All of its chapters were cancelled; what was spoken is kept.' })
}

/** Ends the conversion of a project without a snapshot, with the reason. */
export async function failProject(
  needs: { db: Transaction; jobs: Jobs },
  conversion: Conversion,
  { code, message }: JobFailure,
): Promise<void> {
  await endConversion(needs.db, conversion.id, { state: 'failed', code, message })
  await tellProjectEnd(needs, conversion, { error: message })
  await bumpRevision(needs.db, conversion.projectId)
}

async function publishChapters(
  db: Database,
  conversionId: ConversionId,
  published: ChapterSnapshot[],
): Promise<ProjectSnapshotId> {
  const { projectId } = published[0]!
  const project = await getProject(db, projectId)
  const id = newId<ProjectSnapshotId>()
  const tags = snapshotTagsOf(project)
  await insertProjectSnapshot(db, {
    id,
    projectId,
    conversionId,
    name: project.name,
    tags,
    ...placeChapters(published),
  })
  await endConversion(db, conversionId, { state: 'done' })
  await updateProject(db, projectId, { lastConvertedAt: new Date() })
  return id
}

/** Each chapter begins where the frames of the one before it end; the last one ends with its last sample. */
export function placeChapters(published: ChapterSnapshot[]): Pick<ProjectSnapshot, 'chapters' | 'sampleCount'> {
  let startSample = 0
  let endSample = 0
  const chapters = published.map(({ id, name, sampleCount }) => {
    const chapter = { id, name, startSample, sampleCount }
    endSample = startSample + sampleCount
    startSample += slotSampleCount(sampleCount)
    return chapter
  })
  return { chapters, sampleCount: endSample }
}
