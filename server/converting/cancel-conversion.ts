import type { ProjectId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { ChapterKey } from '#server/projects/project.ts'
import { bumpRevision } from '#server/projects/revision.ts'
import type { Database } from '#server/storage/database.ts'
import { endConversion, groupOf, listRunning, lockRunning } from './conversion-store.ts'
import { publishProjectWhenReady } from './publish-chapter.ts'

type Needs = { db: Database; jobs: Jobs }

/** Cancels all that is being converted of a project, within a second and in the middle of an utterance; takes are kept. */
export async function cancelConversions(needs: Needs, projectId: ProjectId): Promise<void> {
  const groups = await needs.db.transaction(async (db) => {
    const running = await listRunning(db, projectId)
    for (const conversion of running) {
      if (await lockRunning(db, conversion.id)) await endConversion(db, conversion.id, { state: 'cancelled' })
    }
    await bumpRevision(db, projectId)
    return new Set(running.map(groupOf))
  })
  for (const group of groups) await needs.jobs.cancelGroup(group)
}

/** Cancels the conversion of one chapter, if there is one; a project's conversion goes on without it. */
export async function cancelChapterConversion(needs: Needs, { projectId, chapterId }: ChapterKey): Promise<void> {
  await needs.db.transaction(async (db) => {
    const running = (await listRunning(db, projectId)).find((conversion) => conversion.chapterId === chapterId)
    if (!running || !(await lockRunning(db, running.id))) return
    await endConversion(db, running.id, { state: 'cancelled' })
    await bumpRevision(db, projectId)
    if (running.parentId) await publishProjectWhenReady({ ...needs, db }, running.parentId)
    else await needs.jobs.cancelGroup(running.id, { inTransaction: db })
  })
}
