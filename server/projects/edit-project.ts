import { and, eq, inArray } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { tellStudio } from '#server/events/tell-studio.ts'
import type { Database } from '#server/storage/database.ts'
import { projects } from '#server/storage/schema.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { getProject, lockProject } from './find-project.ts'
import { creatingStatuses, type Project } from './project.ts'
import { ensureProjectVoices } from './project-voices.ts'
import { bumpRevision } from './revision.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

export type ProjectChanges = Partial<
  Pick<Project, 'name' | 'title' | 'author' | 'isbnNumber' | 'volumeNormalization'>
> & {
  defaultTitleVoiceId: string
  defaultParagraphVoiceId: string
}

/**
 * Changes what a project says of itself. New default voices are for new blocks: existing nodes keep theirs.
 * @throws StudioError `project_not_found`, `voice_not_found`
 */
export async function editProject(needs: Needs, projectId: ProjectId, changes: ProjectChanges): Promise<Project> {
  const { defaultTitleVoiceId, defaultParagraphVoiceId, ...rest } = changes
  return needs.db.transaction(async (db) => {
    await lockProject(db, projectId)
    const voiceIds = [defaultTitleVoiceId, defaultParagraphVoiceId]
    const refs = await ensureProjectVoices({ ...needs, db }, projectId, voiceIds)
    const [defaultTitleVoiceRefId, defaultParagraphVoiceRefId] = voiceIds.map((voiceId) => refs.get(voiceId)![0]!)
    await updateProject(db, projectId, { ...rest, defaultTitleVoiceRefId, defaultParagraphVoiceRefId })
    return getProject(db, projectId)
  })
}

/** Stores new values of a project's own columns; what is undefined stays. Part of the caller's transaction. */
export async function updateProject(db: Database, projectId: ProjectId, changes: Partial<Project>): Promise<void> {
  if (Object.values(changes).every((value) => value === undefined)) return
  await db.update(projects).set(changes).where(eq(projects.id, projectId))
  await bumpRevision(db, projectId)
}

/**
 * Tells how far the making of a project's content is. Who was overtaken, since it has ended or was cancelled meanwhile,
 * changes nothing by it.
 * @param progress as before when not given
 * @returns whether the content is still being made
 */
export async function tellCreation(db: Database, projectId: ProjectId, progress?: number): Promise<boolean> {
  const told = await db
    .update(projects)
    .set({ creationStatus: 'creating', creationProgress: progress })
    .where(and(eq(projects.id, projectId), inArray(projects.creationStatus, creatingStatuses)))
    .returning({ id: projects.id })
  if (told.length > 0) await bumpRevision(db, projectId)
  return told.length > 0
}

/**
 * Deletes a project with its chapters, conversions and snapshots. Takes stay as long as something else wants them.
 * @throws StudioError `project_not_found`
 */
export async function deleteProject(db: Database, projectId: ProjectId): Promise<void> {
  const deleted = await db.delete(projects).where(eq(projects.id, projectId)).returning({ id: projects.id })
  if (deleted.length === 0) throw new StudioError('project_not_found', `There is no project "${projectId}".`)
  await tellStudio(db, [{ kind: 'project.deleted', projectId }])
}
