import { type ChapterSnapshotId, newId, type ProjectId, type ProjectSnapshotId } from '#server/base/ids.ts'
import { chapterConversionMessage, projectConversionMessage } from '#server/callbacks/callback-messages.ts'
import { queueCallback } from '#server/callbacks/queue-callback.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { getProject } from '#server/projects/find-project.ts'
import { isBeingImported, type Project } from '#server/projects/project.ts'
import type { Transaction } from '#server/storage/database.ts'
import type { Conversion } from './conversion-store.ts'

/** What is told is only right together with the end of the conversion. */
type Inside = { db: Transaction; jobs: Jobs }

type Outcome<SnapshotId> = { snapshotId: SnapshotId } | { error: string }

/** Tells the address that a project names, if it names one, how the conversion of a chapter ended. */
export async function tellChapterEnd(
  needs: Inside,
  conversion: Conversion,
  outcome: Outcome<ChapterSnapshotId>,
): Promise<void> {
  const { projectId, chapterId } = conversion
  await tell(needs, conversion, (end) =>
    chapterConversionMessage({ ...end, projectId, chapterId: chapterId!, outcome }),
  )
}

/** The same of a whole project. */
export async function tellProjectEnd(
  needs: Inside,
  conversion: Conversion,
  outcome: Outcome<ProjectSnapshotId>,
): Promise<void> {
  const { projectId } = conversion
  await tell(needs, conversion, (end) => projectConversionMessage({ ...end, projectId, outcome }))
}

/** The same of a project whose content is never made, if it was to be converted then. @param project as it is until now */
export async function tellNotMade(needs: Inside, project: Project, error: string): Promise<void> {
  if (isBeingImported(project) && project.isToBeConverted) await tellNoConversion(needs, project.id, error)
}

/** The same of a project that was to be converted once its content is made, and is not. */
export async function tellNoConversion(
  needs: Inside,
  projectId: ProjectId,
  error: string,
  requestId: string = newId(),
): Promise<void> {
  const { callbackUrl: url } = await getProject(needs.db, projectId)
  if (!url) return
  const message = projectConversionMessage({ requestId, projectId, outcome: { error }, endedAt: new Date() })
  await queueCallback(needs, { projectId, url, message }, { inTransaction: needs.db })
}

async function tell(
  needs: Inside,
  { id, projectId, requestId }: Conversion,
  toMessage: (end: { requestId: string; endedAt: Date }) => Parameters<typeof queueCallback>[1]['message'],
): Promise<void> {
  const { callbackUrl: url } = await getProject(needs.db, projectId)
  if (!url) return
  const message = toMessage({ requestId: requestId ?? id, endedAt: new Date() })
  await queueCallback(needs, { projectId, url, message }, { inTransaction: needs.db })
}
