import { ProjectPath } from '#contract/paths.ts'
import { PatchProjectBody, type PausesBody } from '#contract/project-details.ts'
import { ProjectExtendedResponseModel } from '#contract/projects.ts'
import { updateProject } from '#server/projects/edit-project.ts'
import { getProject } from '#server/projects/find-project.ts'
import type { Project } from '#server/projects/project.ts'
import type { Pauses } from '#server/storage/schema.ts'
import { readProject } from '../answers/read-project.ts'
import { type Route, route } from '../route.ts'

const tag = 'lectern'
const ofProject = '/lectern/v1/projects/:project_id'

const patch = route({
  method: 'PATCH',
  path: ofProject,
  tag,
  summary: 'Change what a project says of itself, beyond what the public update can',
  role: 'editor',
  params: ProjectPath,
  body: PatchProjectBody,
  reply: ProjectExtendedResponseModel,
  async handle({ studio, params, body, caller }) {
    const { pauses } = await getProject(studio.db, params.project_id)
    await updateProject(studio.db, params.project_id, { ...toChanges(body), pauses: changePauses(pauses, body.pauses) })
    return readProject(studio, params.project_id, caller.role)
  },
})

export const projectDetailRoutes: Route[] = [patch]

/** What is null is as usual again, and what is undefined stays. */
function changePauses(pauses: Partial<Pauses>, body: PausesBody | null | undefined): Partial<Pauses> | undefined {
  if (!body) return body === null ? {} : undefined
  const changes: { [name in keyof Pauses]: number | null | undefined } = {
    chapterStartSeconds: body.chapter_start_seconds,
    sentenceSeconds: body.sentence_seconds,
    paragraphSeconds: body.paragraph_seconds,
    speakerSeconds: body.speaker_seconds,
    headingSeconds: body.heading_seconds,
    chapterSeconds: body.chapter_seconds,
  }
  const told = Object.entries(changes).filter(([, seconds]) => seconds !== undefined)
  const all = { ...pauses, ...Object.fromEntries(told) }
  return Object.fromEntries(Object.entries(all).filter(([, seconds]) => seconds !== null))
}

/** A column that is undefined stays. */
function toChanges(body: PatchProjectBody): Partial<Project> {
  return {
    description: body.description,
    genres: body.genres,
    language: body.language,
    targetAudience: body.target_audience,
    contentType: body.content_type,
    originalPublicationDate: body.original_publication_date,
    matureContent: body.mature_content,
    fiction: body.fiction,
    qualityPreset: body.quality_preset,
    applyTextNormalization: body.apply_text_normalization,
    narrators: body.narrators,
  }
}
