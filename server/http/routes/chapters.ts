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
import type { ProjectId } from '#server/base/ids.ts'
import { deleteChapterWithConversion } from '#server/converting/delete-with-conversions.ts'
import { queueConversion } from '#server/converting/queue-conversion.ts'
import { queueImport } from '#server/importing/queue-import.ts'
import { assertAllowedUrl } from '#server/net/allowed-url.ts'
import { replaceContent } from '#server/projects/chapter-content.ts'
import { addChapter, renameChapter } from '#server/projects/chapters.ts'
import type { ChapterKey } from '#server/projects/project.ts'
import { readChapter, readChapters } from '../read-project.ts'
import { type Route, route } from '../route.ts'
import { toNewBlocks } from '../to-content.ts'

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
    return { chapters: await readChapters(studio, params.project_id as ProjectId) }
  },
})

const createChapter = route({
  method: 'POST',
  path: ofProject,
  tag,
  summary: 'Add a chapter at the end: empty, or with the text of a web page',
  role: 'editor',
  params: ProjectPath,
  body: CreateChapterBody,
  reply: AddChapterResponseModel,
  async handle({ studio, params, body }) {
    const url = body.from_url ? assertAllowedUrl(body.from_url, studio.outgoing, 'from_url').href : undefined
    const { id: chapterId, projectId } = await studio.db.transaction(async (db) => {
      const chapter = await addChapter(db, params.project_id as ProjectId, body.name)
      const job = { projectId: chapter.projectId, chapterId: chapter.id, autoConvert: false }
      if (url) await queueImport({ ...studio, db }, { ...job, source: { url } })
      return chapter
    })
    return { chapter: await readChapter(studio, { projectId, chapterId }) }
  },
})

const getChapter = route({
  method: 'GET',
  path,
  tag,
  summary: 'Get a chapter with its content',
  differs: 'Blocks also say their `sub_type`: without it a client could not read back that a block is a heading.',
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
  differs:
    'A node may also name its `project_voice_ref_id`. Without one, the nodes of a known block keep the references that they had to the same voice, and others get the first reference to theirs.',
  role: 'editor',
  params: ChapterPath,
  body: UpdateChapterBody,
  reply: EditChapterResponseModel,
  async handle({ studio, params, body }) {
    const key = toKey(params)
    if (body.content) await replaceContent(studio, key, toNewBlocks(body.content.blocks))
    if (body.name != null) await renameChapter(studio.db, key, body.name)
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
  differs: 'Asked again while it runs: 409 `already_processing`. Without any text: 400 `empty_text`.',
  role: 'editor',
  params: ChapterPath,
  reply: ConvertChapterResponseModel,
  async handle({ studio, params, request }) {
    await queueConversion(studio, toKey(params), request.id)
    return { status: 'ok' as const }
  },
})

export const chapterRoutes: Route[] = [
  listChapters,
  createChapter,
  getChapter,
  updateChapter,
  removeChapter,
  convertChapter,
]

function toKey({ project_id, chapter_id }: ChapterPath): ChapterKey {
  return { projectId: project_id, chapterId: chapter_id } as ChapterKey
}
