import type { FastifyRequest } from 'fastify'
import {
  AudioNativeCreateProjectResponseModel,
  AudioNativeEditContentResponseModel,
  AudioNativeUrlBody,
  CreateAudioNativeForm,
  GetAudioNativeProjectSettingsResponseModel,
  UpdateAudioNativeForm,
} from '#contract/audio-native.ts'
import { ProjectPath, ProjectSnapshotPath } from '#contract/paths.ts'
import { CreateProjectForm, UpdateContentForm } from '#contract/project-forms.ts'
import { findPlayedSnapshot, getAudioNative } from '#server/audio-native/audio-native-store.ts'
import {
  type AudioNativeChange,
  createAudioNative,
  readPageAloud,
  updateAudioNative,
} from '#server/audio-native/read-aloud.ts'
import { getProject } from '#server/projects/find-project.ts'
import { openProjectRendition } from '#server/snapshots/open-rendition.ts'
import { contentTypeOf, renditionFormatOf } from '#server/snapshots/rendition-format.ts'
import { getProjectSnapshot } from '#server/snapshots/snapshot-store.ts'
import type { Studio } from '#server/studio.ts'
import { playerPage } from '../answers/player/player-page.ts'
import { presentSnippet, readAudioNativeSettings, toPlayer } from '../answers/present-audio-native.ts'
import { toAsker } from '../requests/asker.ts'
import { toContentSource } from '../requests/content-source.ts'
import { readProjectForm } from '../requests/create-from-form.ts'
import { type Route, route } from '../route.ts'

const tag = 'audio-native'
const path = '/v1/audio-native/:project_id'
const ours = '/lectern/v1/audio-native/:project_id'

const create = route({
  method: 'POST',
  path: '/v1/audio-native',
  tag,
  summary: 'Create a project that other pages may play, from text or HTML',
  role: 'editor',
  multipart: true,
  body: CreateAudioNativeForm,
  reply: AudioNativeCreateProjectResponseModel,
  async handle(asked) {
    const { studio, body, caller } = asked
    const how = { autoConvert: body.auto_convert, asker: toAsker(caller, studio.config) }
    const { given, source } = readProjectForm(studio, toProjectForm(body))
    return presentChange(asked, await createAudioNative(studio, given, source, toLook(body), how))
  },
})

const update = route({
  method: 'POST',
  path: `${path}/content`,
  tag,
  summary: 'Replace what such a project says',
  role: 'editor',
  multipart: true,
  params: ProjectPath,
  body: UpdateAudioNativeForm,
  reply: AudioNativeEditContentResponseModel,
  async handle(asked) {
    const { studio, params, body, caller } = asked
    const asker = toAsker(caller, studio.config)
    const source = toContentSource(UpdateContentForm.parse({ from_document: body.file }), studio.outgoing)
    const options = { autoConvert: body.auto_convert, autoPublish: body.auto_publish, asker }
    const change = await updateAudioNative(studio, params.project_id, source, options)
    return { ...(await presentChange(asked, change)), publishing: body.auto_publish }
  },
})

const updateFromUrl = route({
  method: 'POST',
  path: '/v1/audio-native/content',
  tag,
  summary: 'Read a page aloud: again when it was read before, else as a new project',
  role: 'editor',
  body: AudioNativeUrlBody,
  reply: AudioNativeEditContentResponseModel,
  async handle(asked) {
    const { studio, body, caller } = asked
    const change = await readPageAloud(studio, { ...body, asker: toAsker(caller, studio.config) })
    return { ...(await presentChange(asked, change)), publishing: true }
  },
})

const getSettings = route({
  method: 'GET',
  path: `${path}/settings`,
  tag,
  summary: 'Get how the player of a project looks, and what it plays',
  role: 'viewer',
  params: ProjectPath,
  reply: GetAudioNativeProjectSettingsResponseModel,
  async handle({ studio, params, request }) {
    return readAudioNativeSettings(studio, params.project_id, request)
  },
})

// The readers of an article have no key: who knows the id of such a project may hear it.

const getPlayer = route({
  method: 'GET',
  path: `${ours}/player`,
  tag,
  summary: 'The player of a project, for a frame in any page',
  role: null,
  isEmbeddable: true,
  params: ProjectPath,
  reply: { bytes: ['text/html'] },
  async handle({ studio: { db }, params }) {
    const audioNative = await getAudioNative(db, params.project_id)
    const project = await getProject(db, audioNative.projectId)
    return playerPage(toPlayer(project, audioNative, await findPlayedSnapshot(db, audioNative)))
  },
})

const getAudio = route({
  method: 'GET',
  path: `${ours}/snapshots/:project_snapshot_id/audio`,
  tag,
  summary: 'Hear a snapshot of a project that other pages may play',
  role: null,
  params: ProjectSnapshotPath,
  reply: { bytes: ['audio/mpeg'] },
  async handle({ studio, params }) {
    const { projectId } = await getAudioNative(studio.db, params.project_id)
    const project = await getProject(studio.db, projectId)
    const projectSnapshotId = params.project_snapshot_id
    const snapshot = await getProjectSnapshot(studio.db, { projectId, projectSnapshotId })
    const format = renditionFormatOf(project, true)
    const headers = { 'cross-origin-resource-policy': 'cross-origin', 'cache-control': 'public, max-age=3600' }
    return { contentType: contentTypeOf(format), bytes: openProjectRendition(studio, snapshot, format), headers }
  },
})

export const audioNativeRoutes: Route[] = [create, updateFromUrl, update, getSettings, getPlayer, getAudio]

async function presentChange(
  { studio, request }: { studio: Studio; request: FastifyRequest },
  { project, isConverting }: AudioNativeChange,
) {
  const audioNative = await getAudioNative(studio.db, project.id)
  const html_snippet = presentSnippet(project, audioNative, request)
  return { project_id: project.id, converting: isConverting, html_snippet }
}

function toProjectForm(form: CreateAudioNativeForm): CreateProjectForm {
  return CreateProjectForm.parse({
    name: form.name,
    title: form.title,
    author: form.author,
    default_title_voice_id: form.voice_id,
    default_paragraph_voice_id: form.voice_id,
    default_model_id: form.model_id,
    from_document: form.file,
    apply_text_normalization: form.apply_text_normalization,
    pronunciation_dictionary_locators: form.pronunciation_dictionary_locators,
    source_type: 'article',
  })
}

/** How the player looks. */
function toLook(form: CreateAudioNativeForm) {
  return {
    title: form.title,
    author: form.author,
    image: form.image,
    small: form.small,
    textColor: form.text_color,
    backgroundColor: form.background_color,
    sessionization: form.sessionization,
  }
}
