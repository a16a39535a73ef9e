import type { Outcome, Request } from './requests.ts'
import { queryStudio } from './studio-database.ts'

interface SnapshotRow {
  id: string
  projectId: string
  chapterId: string | null
}

/** Streams snapshots as the API does, and reads their alignments. Answers how many, and what is wrong with them. */
export async function compareSnapshots(
  dataFolder: string,
  send: (request: Request) => Promise<Outcome>,
  most: number,
): Promise<{ heard: number; wrong: string[] }> {
  const rows = await queryStudio<SnapshotRow>(
    dataFolder,
    `select id, project_id as "projectId", chapter_id as "chapterId", md5(id) as place from chapter_snapshots
       where chapter_id in (select id from chapters)
     union all select id, project_id, null, md5(id) from project_snapshots order by place limit $1`,
    [most],
  )
  const wrong: string[] = []
  for (const { id, projectId, chapterId } of rows) {
    const ofChapter = chapterId === null ? '' : `/chapters/${chapterId}`
    const path = `/v1/studio/projects/${projectId}${ofChapter}/snapshots/${id}`
    for (const request of [
      { method: 'GET', path },
      { method: 'POST', path: `${path}/stream` },
    ] as const) {
      const outcome = await send(request)
      if (outcome.kind !== 'done') wrong.push(`${request.method} ${request.path}: ${outcome.reason}`)
    }
  }
  return { heard: rows.length, wrong }
}
