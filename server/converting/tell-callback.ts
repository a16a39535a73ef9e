import { desc, eq } from 'drizzle-orm'
import { type ChapterSnapshotId, newId, type ProjectId, type ProjectSnapshotId } from '#server/base/ids.ts'
import {
  type CallbackMessage,
  type ConversionOutcome,
  chapterConversionMessage,
  projectConversionMessage,
} from '#server/callbacks/callback-messages.ts'
import { queueCallbacks } from '#server/callbacks/queue-callback.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { getProject } from '#server/projects/find-project.ts'
import { isBeingImported, type Project } from '#server/projects/project.ts'
import type { Transaction } from '#server/storage/database.ts'
import { conversions } from '#server/storage/schema.ts'
import type { Conversion } from './conversion-store.ts'

/** What is told is only right together with the end of the conversion. */
type Inside = { db: Transaction; jobs: Jobs }

/** Tells the address that a project names, if it names one, how the conversion of a chapter ended. */
export async function tellChapterEnd(
  needs: Inside,
  conversion: Conversion,
  outcome: ConversionOutcome<ChapterSnapshotId>,
): Promise<void> {
  const chapterId = conversion.chapterId!
  await tell(needs, conversion.projectId, [chapterConversionMessage({ ...endOf(conversion), chapterId, outcome })])
}

/** The same of a whole project. */
export async function tellProjectEnd(
  needs: Inside,
  conversion: Conversion,
  outcome: ConversionOutcome<ProjectSnapshotId>,
): Promise<void> {
  await tell(needs, conversion.projectId, [projectConversionMessage({ ...endOf(conversion), outcome })])
}

/** The same of conversions of one project, of chapters and whole, that end for one reason. */
export async function tellFailures(needs: Inside, conversions: Conversion[], error: string): Promise<void> {
  const [first] = conversions
  if (!first) return
  const messages = conversions.map((conversion) => {
    const { chapterId } = conversion
    const end = { ...endOf(conversion), outcome: { error } }
    return chapterId ? chapterConversionMessage({ ...end, chapterId }) : projectConversionMessage(end)
  })
  await tell(needs, first.projectId, messages)
}

function endOf({ id, projectId, requestId }: Conversion) {
  return { requestId: requestId ?? id, projectId, endedAt: new Date() }
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
  await tell(needs, projectId, [
    projectConversionMessage({ requestId, projectId, outcome: { error }, endedAt: new Date() }),
  ])
}

async function tell(needs: Inside, projectId: ProjectId, messages: CallbackMessage[]): Promise<void> {
  const { callbackUrl: url } = await getProject(needs.db, projectId)
  if (!url) return
  const asker = await findAsker(needs.db, projectId)
  const callbacks = messages.map((message) => ({ projectId, url, asker, message }))
  await queueCallbacks(needs, callbacks, { inTransaction: needs.db })
}

/** The key that had the project converted last; nothing for who needs none. */
async function findAsker(db: Transaction, projectId: ProjectId): Promise<string> {
  const [last] = await db
    .select({ key: conversions.requestedBy })
    .from(conversions)
    .where(eq(conversions.projectId, projectId))
    .orderBy(desc(conversions.createdAt))
    .limit(1)
  return last?.key ?? ''
}
