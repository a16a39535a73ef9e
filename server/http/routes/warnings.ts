import { ChapterPath } from '#contract/paths.ts'
import { ChapterWarningsResponse } from '#contract/warnings.ts'
import { listWarnings } from '#server/planning/list-warnings.ts'
import { getChapter } from '#server/projects/chapters.ts'
import { getProject } from '#server/projects/find-project.ts'
import { type Route, route } from '../route.ts'

const list = route({
  method: 'GET',
  path: '/lectern/v1/projects/:project_id/chapters/:chapter_id/warnings',
  tag: 'editor',
  summary: 'List what was not spoken as it is written, or was guessed',
  role: 'viewer',
  params: ChapterPath,
  reply: ChapterWarningsResponse,
  async handle({ studio, params }) {
    const key = { projectId: params.project_id, chapterId: params.chapter_id }
    const project = await getProject(studio.db, key.projectId)
    const { id } = await getChapter(studio.db, key)
    const warnings = await listWarnings(studio, project, id)
    return {
      warnings: warnings.map(({ blockId, code, message, place }) => ({ block_id: blockId, code, message, ...place })),
    }
  },
})

export const warningRoutes: Route[] = [list]
