import {
  AddChapterResponseModel,
  ChapterWithContentResponseModel,
  CreateChapterBody,
  EditChapterResponseModel,
  GetChaptersResponseModel,
  UpdateChapterBody,
} from '#contract/chapters.ts'
import { ChapterPath, ProjectPath } from '#contract/paths.ts'
import { ConvertChapterResponseModel, DeleteChapterResponseModel } from '#contract/status.ts'
import { deleteChapterWithConversion } from '#server/converting/delete-with-conversions.ts'
import { queueConversion } from '#server/converting/queue-conversion.ts'
import { createChapter } from '#server/importing/create-chapter.ts'
import { assertAllowedUrl } from '#server/net/allowed-url.ts'
import { updateChapter as changeChapter } from '#server/projects/chapter-content.ts'
import type { ChapterKey } from '#server/projects/project.ts'
import { readChapter, readChapters } from '../answers/read-project.ts'
import { toAsker } from '../requests/asker.ts'
import { toNewBlocks } from '../requests/to-content.ts'
import { type Route, route } from '../route.ts'

const tag = 'studio'
const ofProject = '/v1/studio/projects/:project_id/chapters'
const path = `${ofProject}/:chapter_id`

const listChapters = route({
  method: 'GET',
  path: ofProject,
  tag,
  summary: 'List the chapters of a project in reading order',
  role: 'viewer',
  params: ProjectPath,
  reply: GetChaptersResponseModel,
  async handle({ studio, params }) {
    return { chapters: await readChapters(studio, params.project_id) }
  },
})

const addChapter = route({
  method: 'POST',
  path: ofProject,
  tag,
  summary: 'Add a chapter at the end: empty, or with the text of a web page',
  role: 'editor',
  params: ProjectPath,
  body: CreateChapterBody,
  reply: AddChapterResponseModel,
  async handle({ studio, params, body, caller }) {
    const pageUrl = body.from_url ? assertAllowedUrl(body.from_url, studio.outgoing, 'from_url').href : undefined
    const asker = toAsker(caller, studio.config)
    const key = await createChapter(studio, params.project_id, body.name, { pageUrl, asker })
    return { chapter: await readChapter(studio, key) }
  },
})

const getChapter = route({
  method: 'GET',
  path,
  tag,
  summary: 'Get a chapter with its content',
  role: 'viewer',
  params: ChapterPath,
  reply: ChapterWithContentResponseModel,
  async handle({ studio, params }) {
    return readChapter(studio, toKey(params))
  },
})

const updateChapter = route({
  method: 'POST',
  path,
  tag,
  summary: 'Rename a chapter, or replace its blocks; unchanged blocks keep what was spoken',
  role: 'editor',
  params: ChapterPath,
  body: UpdateChapterBody,
  isLarge: true,
  reply: EditChapterResponseModel,
  async handle({ studio, params, body }) {
    const key = toKey(params)
    const content = body.content && toNewBlocks(body.content.blocks)
    await changeChapter(studio, key, { content: content ?? undefined, name: body.name })
    return { chapter: await readChapter(studio, key) }
  },
})

const removeChapter = route({
  method: 'DELETE',
  path,
  tag,
  summary: 'Delete a chapter; snapshots of the project still play it',
  role: 'editor',
  params: ChapterPath,
  reply: DeleteChapterResponseModel,
  async handle({ studio, params }) {
    await deleteChapterWithConversion(studio, toKey(params))
    return { status: 'ok' as const }
  },
})

const convertChapter = route({
  method: 'POST',
  path: `${path}/convert`,
  tag,
  summary: 'Convert a chapter; what was spoken before is not spoken again',
  role: 'editor',
  params: ChapterPath,
  reply: ConvertChapterResponseModel,
  async handle({ studio, params, caller, request }) {
    await queueConversion(studio, toKey(params), { requestId: request.id, asker: toAsker(caller, studio.config) })
    return { status: 'ok' as const }
  },
})

export const chapterRoutes: Route[] = [
  listChapters,
  addChapter,
  getChapter,
  updateChapter,
  removeChapter,
  convertChapter,
]

function toKey({ project_id, chapter_id }: ChapterPath): ChapterKey {
  return { projectId: project_id, chapterId: chapter_id }
}
