import { eq, inArray, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import { readNewestFirst } from '#server/storage/newest-first.ts'
import { projectRevisions, projects, projectVoices } from '#server/storage/schema.ts'
import { shortColumns } from '#server/storage/short-columns.ts'
import { isBeingImported, type Project, type ProjectVoice } from './project.ts'

export async function findProject(db: Database, projectId: ProjectId): Promise<Project | undefined> {
  const [row] = await db.select().from(projects).where(eq(projects.id, projectId))
  return row
}

/** The project that was made from a source. @param sourceKey what it was made from, as `lectern make` names it */
export async function findProjectBySource(db: Database, sourceKey: string): Promise<Project | undefined> {
  const [row] = await db.select().from(projects).where(eq(projects.sourceKey, sourceKey))
  return row
}

/** @throws StudioError `project_not_found` */
export async function getProject(db: Database, projectId: ProjectId): Promise<Project> {
  return (await findProject(db, projectId)) ?? notFound(projectId)
}

/** Reads a project and holds it until the transaction ends, so that its content changes one writer at a time. */
export async function lockProject(db: Database, projectId: ProjectId): Promise<Project> {
  const [row] = await db.select().from(projects).where(eq(projects.id, projectId)).for('no key update')
  return row ?? notFound(projectId)
}

/**
 * The same for who edits what it says. @throws StudioError `already_processing` while a document or a script is about to
 * replace all of it: what is written meanwhile would be lost
 */
export async function lockForEditing(db: Database, projectId: ProjectId): Promise<Project> {
  const project = await lockProject(db, projectId)
  if (!isBeingImported(project) || project.creationType === 'auto_assign_voices') return project
  throw new StudioError('already_processing', `The content of "${project.name}" is still being made.`)
}

/** All projects, newest first, some at a time, their texts at most 5,000 characters long. In a transaction of one moment. */
export function listProjects(db: Database): AsyncGenerator<Project[]> {
  return readNewestFirst(projects, ({ isOlder, newestFirst, limit }) =>
    db
      .select(shortColumns(projects))
      .from(projects)
      .where(isOlder)
      .orderBy(...newestFirst)
      .limit(limit),
  )
}

/** The voices of a project in the order they came in. */
export async function listProjectVoices(db: Database, projectId: ProjectId): Promise<ProjectVoice[]> {
  return db
    .select()
    .from(projectVoices)
    .where(eq(projectVoices.projectId, projectId))
    .orderBy(projectVoices.position, projectVoices.refId)
}

/** The voices that new blocks of these projects get: which voice each reference means. */
export async function listDefaultVoices(
  db: Database,
  some: Project[],
): Promise<Pick<ProjectVoice, 'refId' | 'voiceId'>[]> {
  const { refId, voiceId } = projectVoices
  const refs = some.flatMap((project) => [project.defaultTitleVoiceRefId, project.defaultParagraphVoiceRefId])
  return db.select({ refId, voiceId }).from(projectVoices).where(inArray(refId, refs))
}

/** Another text whenever the list of projects would show something else than before. */
export async function getListRevision(db: Database): Promise<string> {
  const { rows } = await db.execute<{ revision: string }>(sql`
    select coalesce(md5(string_agg(project_id || ' ' || revision - progress_revision, ',' order by project_id)), '')
      as revision
    from project_revisions`)
  return rows[0]!.revision
}

/** What counts up with every change that GET project can show. */
export interface Revision {
  /** All changes. */
  count: number
  /** Those of them that were only progress of a conversion, which nobody waits for. */
  progress: number
}

/** @throws StudioError `project_not_found` */
export async function getRevision(db: Database, projectId: ProjectId): Promise<Revision> {
  const [row] = await revisionQuery(db).execute({ projectId })
  return row ?? notFound(projectId)
}

const revisionQueries = new WeakMap<Database, ReturnType<typeof prepareRevisionQuery>>()

/** Asked for by every GET project, so it is prepared once for each database. */
function revisionQuery(db: Database) {
  let query = revisionQueries.get(db)
  if (!query) revisionQueries.set(db, (query = prepareRevisionQuery(db)))
  return query
}

function prepareRevisionQuery(db: Database) {
  return db
    .select({ count: projectRevisions.revision, progress: projectRevisions.progressRevision })
    .from(projectRevisions)
    .where(eq(projectRevisions.projectId, sql.placeholder('projectId')))
    .prepare('project_revision')
}

function notFound(projectId: ProjectId): never {
  throw new StudioError('project_not_found', `There is no project "${projectId}".`)
}
