import { and, eq, getTableColumns, inArray, type SQL, sql } from 'drizzle-orm'
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
  return select(db, projectId, podcasts.request)
}

/** So much of each source is read with a script: they may have millions of characters, and a person sees how they begin. */
const charactersOfBeginning = 200

const requestWithBeginnings = sql`jsonb_set(${podcasts.request}, '{sources}', (
  select coalesce(jsonb_agg(
    case when source->>'kind' = 'text'
      then jsonb_set(source, '{text}', to_jsonb(left(regexp_replace(source->>'text', '^\\s+', ''), ${charactersOfBeginning})))
      else source end
    order by place), '[]')
  from jsonb_array_elements(${podcasts.request}->'sources') with ordinality as sources(source, place)))`

async function select(
  db: Database,
  projectId: ProjectId,
  request: typeof podcasts.request | SQL,
): Promise<Podcast | undefined> {
  const [row] = await db
    .select({ ...getTableColumns(podcasts), request })
    .from(podcasts)
    .where(eq(podcasts.projectId, projectId))
  if (!row) return undefined
  const { projectId: id, request: asked, requestId, asker, script, isApproved } = row
  return {
    projectId: id,
    request: asked as PodcastRequest,
    origin: { requestId, asker: (asker as PodcastOrigin['asker']) ?? undefined },
    script: script as Script | null,
    isApproved,
  }
}

/** A podcast whose script is written, with the beginnings of its sources. @throws StudioError `script_not_found`, `script_not_ready` */
export async function getScripted(db: Database, projectId: ProjectId): Promise<Podcast & { script: Script }> {
  const podcast = await select(db, projectId, requestWithBeginnings)
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
