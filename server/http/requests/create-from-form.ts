import type { CreateProjectForm, UpdateContentForm } from '#contract/project-forms.ts'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { type ContentSource, createFilledProject, refillProject } from '#server/importing/fill-project.ts'
import { assertAllowedUrl } from '#server/net/allowed-url.ts'
import type { NewProject } from '#server/projects/create-project.ts'
import type { Project } from '#server/projects/project.ts'
import type { Studio } from '#server/studio.ts'
import { getModel } from '#server/voices/models.ts'
import type { Caller } from '../entrance/authenticate.ts'
import { toAsker } from './asker.ts'
import { toContentSource } from './content-source.ts'
import { toLocator, toSettings } from './to-content.ts'
import { toReadingChoices } from './to-reading-choices.ts'

/**
 * Creates a project as the form says: blank, with the chapters that it lists, or with a document that a worker imports.
 * @throws StudioError as `readProjectForm` and `createFilledProject`
 */
export async function createFromForm(studio: Studio, form: CreateProjectForm, caller: Caller): Promise<Project> {
  const { given, source } = readProjectForm(studio, form)
  const { auto_convert: autoConvert, auto_assign_voices: assignVoices } = form
  const asker = toAsker(caller, studio.config)
  return createFilledProject(studio, given, source, { autoConvert, assignVoices, asker })
}

/**
 * What a form says of a new project, and where its content comes from.
 * @throws StudioError `invalid_parameters` for more than one source, `feature_not_available`, `model_not_found`
 */
export function readProjectForm(studio: Studio, form: CreateProjectForm): { given: NewProject; source: ContentSource } {
  refuseUnserved(form)
  if (form.callback_url) assertAllowedUrl(form.callback_url, studio.outgoing, 'callback_url')
  if (form.default_model_id) getModel(studio.engines.list(), form.default_model_id)
  return { given: toNewProject(form), source: toContentSource(form, studio.outgoing) }
}

/**
 * Replaces the content of a project as the form says; a form without content changes nothing.
 * @throws StudioError `invalid_parameters` for more than one source; as `refillProject`
 */
export async function replaceFromForm(
  studio: Studio,
  projectId: ProjectId,
  form: UpdateContentForm,
  caller: Caller,
): Promise<Project> {
  const source = toContentSource(form, studio.outgoing)
  const readingChoices = toReadingChoices(form)
  const asker = toAsker(caller, studio.config)
  return refillProject(studio, projectId, source, { autoConvert: form.auto_convert, asker, readingChoices })
}

function toNewProject(form: CreateProjectForm): NewProject {
  return {
    name: form.name,
    defaultTitleVoiceId: form.default_title_voice_id,
    defaultParagraphVoiceId: form.default_paragraph_voice_id,
    voiceSettings: form.voice_settings?.map((override) => ({ voiceId: override.voice_id, ...toSettings(override) })),
    title: form.title,
    author: form.author,
    description: form.description,
    genres: form.genres,
    targetAudience: form.target_audience,
    language: form.language,
    contentType: form.content_type,
    originalPublicationDate: form.original_publication_date,
    matureContent: form.mature_content,
    isbnNumber: form.isbn_number,
    fiction: form.fiction,
    sourceType: form.source_type,
    callbackUrl: form.callback_url,
    volumeNormalization: form.volume_normalization || form.acx_volume_normalization,
    readingChoices: toReadingChoices(form),
    ...(form.default_model_id && { defaultModelId: form.default_model_id }),
    pronunciationLocators: form.pronunciation_dictionary_locators?.map(toLocator) ?? [],
    ...(form.quality_preset && { qualityPreset: form.quality_preset }),
    ...(form.apply_text_normalization && { applyTextNormalization: form.apply_text_normalization }),
  }
}

/** What this version does not do is refused, not ignored. @throws StudioError `feature_not_available` */
function refuseUnserved(form: Partial<CreateProjectForm>): void {
  if (!form.create_publishing_read) return
  const sentence =
    'Nothing is published from this server, so there is no draft to make; leave create_publishing_read out, and publish an export elsewhere.'
  throw new StudioError('feature_not_available', sentence, { param: 'create_publishing_read' })
}
