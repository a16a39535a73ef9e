import type { CreateProjectForm, UpdateContentForm } from '#contract/project-forms.ts'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { cancelConversions } from '#server/converting/cancel-conversion.ts'
import { queueProjectConversion } from '#server/converting/queue-conversion.ts'
import { queueImport } from '#server/importing/queue-import.ts'
import { assertAllowedUrl } from '#server/net/allowed-url.ts'
import { replaceChapters } from '#server/projects/chapter-content.ts'
import { blankChapters, createProject, type NewProject } from '#server/projects/create-project.ts'
import { getProject, lockProject } from '#server/projects/find-project.ts'
import type { Project } from '#server/projects/project.ts'
import { resolveVersions } from '#server/pronunciation/resolve-locators.ts'
import type { Transaction } from '#server/storage/database.ts'
import type { Studio } from '#server/studio.ts'
import { getModel } from '#server/voices/models.ts'
import { toContentSource } from './content-source.ts'
import { toLocator, toSettings } from './to-content.ts'
import { refuseUnserved } from './unserved.ts'

/**
 * Creates a project as the form says: blank, with the chapters that it lists, or with a document that a worker imports.
 * The project and the job are one transaction.
 * @param also what else belongs into the transaction
 * @throws StudioError `invalid_parameters` for more than one source; as `createProject`
 */
export async function createFromForm(
  studio: Studio,
  form: CreateProjectForm,
  also?: (db: Transaction, projectId: ProjectId) => Promise<void>,
): Promise<Project> {
  refuseUnserved(form)
  if (form.callback_url) assertAllowedUrl(form.callback_url, studio.outgoing, 'callback_url')
  if (form.default_model_id) getModel(studio.engines.list(), form.default_model_id)
  await resolveVersions(studio.db, form.pronunciation_dictionary_locators?.map(toLocator) ?? [])
  const source = toContentSource(form, studio.outgoing)
  const chapters = source.kind === 'chapters' ? source.chapters : blankChapters
  const project = await studio.db.transaction(async (db) => {
    const created = await createProject({ ...studio, db }, toNewProject(form), chapters)
    if (source.kind === 'document') {
      const job = { projectId: created.id, source: source.document, autoConvert: form.auto_convert }
      await queueImport({ ...studio, db }, job)
    }
    await also?.(db, created.id)
    return getProject(db, created.id)
  })
  if (form.auto_convert && source.kind === 'chapters') await convertIfSpoken(studio, project.id)
  return project
}

/**
 * Replaces the content of a project as the form says; a form without content changes nothing. What was being converted
 * of the old content is cancelled.
 * @throws StudioError `project_not_found`, `invalid_parameters`, `already_processing`; as `replaceChapters`
 */
export async function replaceFromForm(studio: Studio, projectId: ProjectId, form: UpdateContentForm): Promise<Project> {
  const source = toContentSource(form, studio.outgoing)
  await studio.db.transaction(async (db) => {
    const inside = { ...studio, db }
    await lockProject(db, projectId)
    if (source.kind !== 'none') await cancelConversions(inside, projectId)
    if (source.kind === 'document') {
      await queueImport(inside, { projectId, source: source.document, autoConvert: form.auto_convert })
    }
    if (source.kind === 'chapters') await replaceChapters(inside, projectId, source.chapters)
  })
  if (form.auto_convert && source.kind !== 'document') await convertIfSpoken(studio, projectId)
  return getProject(studio.db, projectId)
}

/** Asked to convert by the way, a project without any text is simply not converted. */
async function convertIfSpoken(studio: Studio, projectId: ProjectId): Promise<void> {
  try {
    await queueProjectConversion(studio, projectId)
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'empty_text') throw error
  }
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
    ...(form.default_model_id && { defaultModelId: form.default_model_id }),
    pronunciationLocators: form.pronunciation_dictionary_locators?.map(toLocator) ?? [],
    ...(form.quality_preset && { qualityPreset: form.quality_preset }),
    ...(form.apply_text_normalization && { applyTextNormalization: form.apply_text_normalization }),
  }
}
