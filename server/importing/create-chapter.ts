import type { ProjectId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { Asker } from '#server/keys/key-usage.ts'
import { addChapter } from '#server/projects/chapters.ts'
import type { ChapterKey } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import { queueImport } from './queue-import.ts'

type Needs = { db: Database; jobs: Jobs }

/**
 * Adds a chapter at the end: empty, or to be filled by a worker with the text of a web page.
 * @throws StudioError `project_not_found`, `already_processing` while another document is being imported
 */
export async function createChapter(
  { db, jobs }: Needs,
  projectId: ProjectId,
  name: string,
  { pageUrl, asker }: { pageUrl?: string; asker?: Asker } = {},
): Promise<ChapterKey> {
  return db.transaction(async (inside) => {
    const { id: chapterId } = await addChapter(inside, projectId, name)
    const job = { projectId, chapterId, autoConvert: false, asker }
    if (pageUrl) await queueImport({ db: inside, jobs }, { ...job, source: { url: pageUrl } })
    return { projectId, chapterId }
  })
}
