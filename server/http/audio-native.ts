import type { AudioNativeUrlBody, CreateAudioNativeForm, UpdateAudioNativeForm } from '#contract/audio-native.ts'
import { CreateProjectForm, UpdateContentForm } from '#contract/project-forms.ts'
import {
  findAudioNativeOfPage,
  getAudioNative,
  holdSnapshot,
  insertAudioNative,
  nameAudioNative,
  playNewest,
} from '#server/audio-native/audio-native-store.ts'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { readStatuses } from '#server/converting/project-status.ts'
import { assertAllowedUrl } from '#server/net/allowed-url.ts'
import type { Project } from '#server/projects/project.ts'
import { isUniqueViolation } from '#server/storage/unique-violation.ts'
import type { Studio } from '#server/studio.ts'
import { createFromForm, replaceFromForm } from './create-from-form.ts'

/** A project, and whether what it says is being made into sound. */
export interface AudioNativeChange {
  project: Project
  isConverting: boolean
}

/** Creates a project that other pages may play. @throws StudioError as `createFromForm` */
export async function createAudioNative(studio: Studio, form: CreateAudioNativeForm): Promise<AudioNativeChange> {
  const project = await createFromForm(studio, toProjectForm(form), (db, projectId) =>
    insertAudioNative(db, {
      projectId,
      title: form.title,
      author: form.author,
      image: form.image,
      small: form.small,
      textColor: form.text_color,
      backgroundColor: form.background_color,
      sessionization: form.sessionization,
    }),
  )
  return toChange(studio, project, form.auto_convert)
}

/**
 * Replaces what a project says, when there is a file. Unless it is to be published, the player stays with what it plays.
 * @throws StudioError `project_not_found`; as `replaceFromForm`
 */
export async function updateAudioNative(
  studio: Studio,
  projectId: ProjectId,
  form: UpdateAudioNativeForm,
): Promise<AudioNativeChange> {
  const audioNative = await getAudioNative(studio.db, projectId)
  if (!form.auto_publish) await holdSnapshot(studio.db, audioNative)
  const content = UpdateContentForm.parse({ from_document: form.file, auto_convert: form.auto_convert })
  const project = await replaceFromForm(studio, projectId, content)
  if (form.auto_publish) await playNewest(studio.db, projectId)
  return toChange(studio, project, form.auto_convert)
}

/**
 * Reads a page aloud and publishes it: anew when it was read before, and else as a new project.
 * @throws StudioError `invalid_parameters` for a URL that may not be fetched, `already_processing`
 */
export async function readPageAloud(studio: Studio, body: AudioNativeUrlBody): Promise<AudioNativeChange> {
  const url = assertAllowedUrl(body.url, studio.outgoing, 'url')
  url.hash = ''
  const known = await findAudioNativeOfPage(studio.db, url.href)
  const project = known ? await readAgain(studio, known.projectId, url, body) : await readAsNew(studio, url, body)
  return toChange(studio, project, true)
}

async function readAgain(studio: Studio, projectId: ProjectId, url: URL, body: AudioNativeUrlBody): Promise<Project> {
  const content = UpdateContentForm.parse({ from_url: url.href, auto_convert: true })
  const project = await replaceFromForm(studio, projectId, content)
  await nameAudioNative(studio.db, projectId, body)
  await playNewest(studio.db, projectId)
  return project
}

async function readAsNew(studio: Studio, url: URL, { title, author }: AudioNativeUrlBody): Promise<Project> {
  const name = title ?? `${url.host}${url.pathname}`
  const form = CreateProjectForm.parse({ name, title, author, from_url: url.href, auto_convert: true })
  try {
    return await createFromForm(studio, form, (db, projectId) =>
      insertAudioNative(db, { projectId, title, author, sourceUrl: url.href }),
    )
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new StudioError('already_processing', `The page ${url.host}${url.pathname} is being read already.`)
  }
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
    auto_convert: form.auto_convert,
    source_type: 'article',
  })
}

async function toChange({ db }: Studio, project: Project, isAsked: boolean): Promise<AudioNativeChange> {
  const { state } = (await readStatuses(db, [project])).get(project.id)!
  return { project, isConverting: isAsked && state !== 'default' }
}
