import type { ProjectId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { recordConversions } from '#server/projects/chapters.ts'
import { lockProject } from '#server/projects/find-project.ts'
import type { ChapterKey } from '#server/projects/project.ts'
import { bumpRevision } from '#server/projects/revision.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { cancelSpeeches } from './block-speeches.ts'
import { type Conversion, endConversions, groupOf, listRunning, lockRunning } from './conversion-store.ts'
import { publishProjectWhenReady } from './publish-chapter.ts'
import { tellFailures } from './tell-callback.ts'

type Needs = { db: Database; jobs: Jobs }

/** Cancels all that is being converted or spoken of a project, within a second and in the middle of an utterance; takes are kept. */
export async function cancelConversions(needs: Needs, projectId: ProjectId): Promise<void> {
  await needs.db.transaction(async (db) => {
    const inside = { ...needs, db }
    await lockProject(db, projectId)
    const running = await listRunning(db, projectId)
    await cancel(inside, running)
    for (const group of new Set(running.map(groupOf))) await needs.jobs.cancelGroup(group, { inTransaction: db })
    await cancelSpeeches(inside, { projectId })
    await bumpRevision(db, projectId)
  })
}

/** Cancels the conversion of one chapter, if there is one; a project's conversion goes on without it. */
export async function cancelChapterConversion(needs: Needs, { projectId, chapterId }: ChapterKey): Promise<void> {
  await needs.db.transaction(async (db) => {
    const inside = { ...needs, db }
    const running = (await listRunning(db, projectId)).find((conversion) => conversion.chapterId === chapterId)
    if (!running || !(await lockRunning(db, running.id))) return
    await cancel(inside, [running])
    await bumpRevision(db, projectId)
    if (running.parentId) await publishProjectWhenReady(inside, running.parentId)
    else await needs.jobs.cancelGroup(running.id, { inTransaction: db })
  })
}

const reason = 'The conversion was cancelled; what was spoken is kept.'

/** Of conversions that run, in a transaction that holds their project. As many statements as for one: a book has hundreds. */
async function cancel(needs: { db: Transaction; jobs: Jobs }, running: Conversion[]): Promise<void> {
  if (running.length === 0) return
  const ids = running.map(({ id }) => id)
  await endConversions(needs.db, ids, { state: 'cancelled' })
  const chapterIds = running.flatMap(({ chapterId }) => chapterId ?? [])
  await recordConversions(needs.db, chapterIds, reason)
  await tellFailures(needs, running, reason)
}
