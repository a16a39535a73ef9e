import { ProjectPath } from '#contract/paths.ts'
import { CreateProjectForm, UpdateContentForm } from '#contract/project-forms.ts'
import {
  AddProjectResponseModel,
  EditProjectResponseModel,
  GetProjectQuery,
  GetProjectsResponseModel,
  ProjectExtendedResponseModel,
  ProjectMutedTracksResponseModel,
  UpdateProjectBody,
} from '#contract/projects.ts'
import { SetProjectDictionariesBody } from '#contract/pronunciation-dictionaries.ts'
import {
  ConvertProjectResponseModel,
  CreatePronunciationDictionaryResponseModel,
  DeleteProjectResponseModel,
  Status,
} from '#contract/status.ts'
import { cancelProject, removeProject } from '#server/cancel-project.ts'
import { queueProjectConversion } from '#server/converting/queue-conversion.ts'
import { editProject } from '#server/projects/edit-project.ts'
import { getProject as requireProject } from '#server/projects/find-project.ts'
import { setProjectDictionaries } from '#server/projects/project-dictionaries.ts'
import type { ProjectCache } from '../answers/project-cache.ts'
import type { ProjectListCache } from '../answers/project-list-cache.ts'
import { readShortProject } from '../answers/read-project.ts'
import { toAsker } from '../requests/asker.ts'
import { createFromForm, replaceFromForm } from '../requests/create-from-form.ts'
import { toLocator } from '../requests/to-content.ts'
import { type Route, route } from '../route.ts'

const tag = 'studio'
const path = '/v1/studio/projects/:project_id'

const createProject = route({
  method: 'POST',
  path: '/v1/studio/projects',
  tag,
  summary: 'Create a project: blank, from chapters as JSON, or from a document',
  served: 'partly',
  role: 'editor',
  multipart: true,
  body: CreateProjectForm,
  reply: AddProjectResponseModel,
  async handle({ studio, body, caller }) {
    const project = await createFromForm(studio, body, caller)
    return { project: await readShortProject(studio, project, caller.role) }
  },
})

const updateProject = route({
  method: 'POST',
  path,
  tag,
  summary: 'Change what a project says of itself, and its default voices for new blocks',
  role: 'editor',
  params: ProjectPath,
  body: UpdateProjectBody,
  reply: EditProjectResponseModel,
  async handle({ studio, params, body, caller }) {
    const project = await editProject(studio, params.project_id, {
      name: body.name,
      defaultTitleVoiceId: body.default_title_voice_id,
      defaultParagraphVoiceId: body.default_paragraph_voice_id,
      title: body.title ?? undefined,
      author: body.author ?? undefined,
      isbnNumber: body.isbn_number ?? undefined,
      volumeNormalization: body.volume_normalization,
    })
    return { project: await readShortProject(studio, project, caller.role) }
  },
})

const replaceContent = route({
  method: 'POST',
  path: `${path}/content`,
  tag,
  summary: 'Replace the content of a project by chapters as JSON, or by a document',
  role: 'editor',
  params: ProjectPath,
  multipart: true,
  body: UpdateContentForm,
  reply: EditProjectResponseModel,
  async handle({ studio, params, body, caller }) {
    const project = await replaceFromForm(studio, params.project_id, body, caller)
    return { project: await readShortProject(studio, project, caller.role) }
  },
})

const getMutedTracks = route({
  method: 'GET',
  path: `${path}/muted-tracks`,
  tag,
  summary: 'List the chapters with muted tracks: none, since there are no tracks',
  role: 'viewer',
  params: ProjectPath,
  reply: ProjectMutedTracksResponseModel,
  async handle({ studio: { db }, params }) {
    await requireProject(db, params.project_id)
    return { chapter_ids: [] }
  },
})

const deleteProject = route({
  method: 'DELETE',
  path,
  tag,
  summary: 'Delete a project with its chapters and snapshots',
  role: 'editor',
  params: ProjectPath,
  reply: DeleteProjectResponseModel,
  async handle({ studio, params }) {
    await removeProject(studio, params.project_id)
    return { status: 'ok' as const }
  },
})

const convertProject = route({
  method: 'POST',
  path: `${path}/convert`,
  tag,
  summary: 'Convert all chapters; what was spoken before is not spoken again',
  role: 'editor',
  params: ProjectPath,
  reply: ConvertProjectResponseModel,
  async handle({ studio, params, caller, request }) {
    const origin = { requestId: request.id, asker: toAsker(caller, studio.config) }
    await queueProjectConversion(studio, params.project_id, origin)
    return { status: 'ok' as const }
  },
})

const cancelWork = route({
  method: 'POST',
  path: '/lectern/v1/projects/:project_id/cancel',
  tag,
  summary: 'Cancel all that is being read, written or converted of a project, within a second; what was spoken is kept',
  role: 'editor',
  params: ProjectPath,
  reply: Status,
  async handle({ studio, params }) {
    await cancelProject(studio, params.project_id)
    return { status: 'ok' as const }
  },
})

const setDictionaries = route({
  method: 'POST',
  path: `${path}/pronunciation-dictionaries`,
  tag,
  summary: 'Set the pronunciation dictionaries of a project; only text that they say differently becomes unconverted',
  role: 'editor',
  params: ProjectPath,
  body: SetProjectDictionariesBody,
  reply: CreatePronunciationDictionaryResponseModel,
  async handle({ studio, params, body }) {
    const locators = body.pronunciation_dictionary_locators.map(toLocator)
    await setProjectDictionaries(studio.db, params.project_id, locators)
    return { status: 'ok' as const }
  },
})

/** @param cache answers GET project @param listCache answers the list */
export function projectRoutes(cache: ProjectCache, listCache: ProjectListCache): Route[] {
  const listProjects = route({
    method: 'GET',
    path: '/v1/studio/projects',
    tag,
    summary: 'List all projects, newest first',
    isShared: true,
    role: 'viewer',
    reply: GetProjectsResponseModel,
    async handle({ studio, caller, inTurn }) {
      return listCache.get(studio, caller.role, inTurn)
    },
  })
  const getProject = route({
    method: 'GET',
    path,
    tag,
    summary: 'Get a project with its chapters and voices',
    isShared: true,
    role: 'viewer',
    params: ProjectPath,
    query: GetProjectQuery,
    reply: ProjectExtendedResponseModel,
    async handle({ studio, params, caller, inTurn }) {
      return cache.get(studio, params.project_id, caller.role, inTurn)
    },
  })
  return [
    listProjects,
    createProject,
    getProject,
    updateProject,
    deleteProject,
    replaceContent,
    convertProject,
    cancelWork,
    getMutedTracks,
    setDictionaries,
  ]
}
