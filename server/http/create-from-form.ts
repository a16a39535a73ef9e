import type { CreateProjectForm } from '#contract/project-forms.ts'
import { StudioError } from '#server/base/errors.ts'
import { queueProjectConversion } from '#server/converting/queue-conversion.ts'
import { importQueue } from '#server/importing/import-project.ts'
import { blankChapters, createProject, type NewProject } from '#server/projects/create-project.ts'
import type { Project } from '#server/projects/project.ts'
import type { Studio } from '#server/studio.ts'
import { getModel } from '#server/voices/models.ts'
import { toNewBlocks, toSettings } from './to-content.ts'
import { refuseUnserved } from './unserved.ts'

/**
 * Creates a project as the form says: blank, with the chapters that it lists, or with a document that is imported by a
 * worker. The project and the import job are one transaction.
 * @throws StudioError `invalid_parameters` for more than one source; as `createProject`
 */
export async function createFromForm(studio: Studio, form: CreateProjectForm): Promise<Project> {
  refuseUnserved(form)
  if (form.default_model_id) getModel(studio.engines.list(), form.default_model_id)
  const { from_document: file, from_content_json: content } = form
  if (file && content) {
    throw new StudioError(
      'invalid_parameters',
      'Only one of from_url, from_document and from_content_json can be given.',
    )
  }
  if (file) return importDocument(studio, form, file)
  const chapters = content?.map(({ name, blocks }) => ({ name, blocks: toNewBlocks(blocks) })) ?? blankChapters
  const project = await createProject(studio, toNewProject(form), { chapters })
  if (form.auto_convert && content) await queueProjectConversion(studio, project.id)
  return project
}

async function importDocument(
  studio: Studio,
  form: CreateProjectForm,
  file: NonNullable<CreateProjectForm['from_document']>,
): Promise<Project> {
  return studio.db.transaction(async (db) => {
    const project = await createProject({ ...studio, db }, toNewProject(form), { document: true })
    const job = {
      projectId: project.id,
      fileKey: file.key,
      fileName: file.filename,
      contentType: file.content_type,
      autoConvert: form.auto_convert,
    }
    await studio.jobs.add(importQueue, job, { inTransaction: db })
    return project
  })
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
    ...(form.default_model_id && { defaultModelId: form.default_model_id }),
    ...(form.quality_preset && { qualityPreset: form.quality_preset }),
    ...(form.apply_text_normalization && { applyTextNormalization: form.apply_text_normalization }),
  }
}
