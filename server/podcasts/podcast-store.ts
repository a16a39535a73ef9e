import { and, eq, inArray } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { creatingStatuses } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import { podcasts, projects } from '#server/storage/schema.ts'
import type { Podcast, PodcastOrigin, PodcastRequest, Script } from './podcast.ts'

export async function insertPodcast(
  db: Database,
  { origin, ...podcast }: Pick<Podcast, 'projectId' | 'request' | 'origin'>,
): Promise<void> {
  await db.insert(podcasts).values({ ...podcast, ...origin })
}

export async function findPodcast(db: Database, projectId: ProjectId): Promise<Podcast | undefined> {
  const [row] = await db.select().from(podcasts).where(eq(podcasts.projectId, projectId))
  if (!row) return undefined
  const { projectId: id, request, requestId, asker, script, isApproved } = row
  return {
    projectId: id,
    request: request as PodcastRequest,
    origin: { requestId, asker: (asker as PodcastOrigin['asker']) ?? undefined },
    script: script as Script | null,
    isApproved,
  }
}

/** A podcast whose script is written. @throws StudioError `script_not_found`, `script_not_ready` */
export async function getScripted(db: Database, projectId: ProjectId): Promise<Podcast & { script: Script }> {
  const podcast = await findPodcast(db, projectId)
  if (!podcast) throw new StudioError('script_not_found', `The project "${projectId}" is no podcast.`)
  const { script } = podcast
  if (!script) throw new StudioError('script_not_ready', `The script of the podcast "${projectId}" is not written.`)
  return { ...podcast, script }
}

export async function storeScript(
  db: Database,
  projectId: ProjectId,
  changes: { script: Script; isApproved: boolean },
): Promise<void> {
  await db.update(podcasts).set(changes).where(eq(podcasts.projectId, projectId))
}

/** The podcasts whose scripts are yet to be written. */
export async function listBeingWritten(db: Database): Promise<ProjectId[]> {
  const rows = await db
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.creationType, 'generate_podcast'), inArray(projects.creationStatus, creatingStatuses)))
  return rows.map(({ id }) => id)
}
