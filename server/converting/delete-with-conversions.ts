import type { ProjectId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { deleteChapter } from '#server/projects/chapters.ts'
import { deleteProject } from '#server/projects/edit-project.ts'
import { lockProject } from '#server/projects/find-project.ts'
import type { ChapterKey } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import { cancelChapterConversion, cancelConversions } from './cancel-conversion.ts'
import { tellNotMade } from './tell-callback.ts'

type Needs = { db: Database; jobs: Jobs }

// In one transaction that holds the project: no conversion can begin between cancelling and deleting.

/** @throws StudioError `project_not_found`, `chapter_not_found` */
export async function deleteChapterWithConversion(needs: Needs, key: ChapterKey): Promise<void> {
  await needs.db.transaction(async (db) => {
    await lockProject(db, key.projectId)
    await cancelChapterConversion({ ...needs, db }, key)
    await deleteChapter(db, key)
  })
}

/** @throws StudioError `project_not_found` */
export async function deleteProjectWithConversions(needs: Needs, projectId: ProjectId): Promise<void> {
  await needs.db.transaction(async (db) => {
    const project = await lockProject(db, projectId)
    await tellNotMade({ ...needs, db }, project, 'It was deleted before it was made.')
    await cancelConversions({ ...needs, db }, projectId)
    await deleteProject(db, projectId)
  })
}
