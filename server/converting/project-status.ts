import { and, eq, inArray, isNotNull } from 'drizzle-orm'
import type { ChapterId, ProjectId } from '#server/base/ids.ts'
import { isBeingImported, type Project } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import { chapterSnapshots, conversions, projectSnapshots } from '#server/storage/schema.ts'
import { type Conversion, isRunning } from './conversion-store.ts'
import { readProgress } from './frozen-plan.ts'

/** What is going on in a project, and whether there is something to download. */
export interface ProjectOutline {
  state: 'creating' | 'default' | 'in_queue' | 'converting'
  /** A project snapshot exists. */
  isDownloadable: boolean
}

/** The same, chapter by chapter. */
export interface ProjectStatus extends ProjectOutline {
  /** The chapters that are being converted, and how far each is, from 0 to 1. */
  converting: Map<ChapterId, number>
  /** Chapters of which a snapshot exists. */
  downloadableChapters: Set<ChapterId>
}

/** What is going on in each project, in two queries however many there are. */
export async function readOutlines(db: Database, projects: Project[]): Promise<Map<ProjectId, ProjectOutline>> {
  const ids = projects.map((project) => project.id)
  const running = await db
    .selectDistinct({ projectId: conversions.projectId, state: conversions.state })
    .from(conversions)
    .where(and(inArray(conversions.projectId, ids), isRunning))
  const whole = await db
    .selectDistinct({ projectId: projectSnapshots.projectId })
    .from(projectSnapshots)
    .where(inArray(projectSnapshots.projectId, ids))
  const runningOf = Map.groupBy(running, (one) => one.projectId)
  const downloadable = new Set(whole.map((one) => one.projectId))
  return new Map(
    projects.map((project) => [
      project.id,
      { state: stateOf(project, runningOf.get(project.id) ?? []), isDownloadable: downloadable.has(project.id) },
    ]),
  )
}

/** What is going on in a project and its chapters. */
export async function readStatus(db: Database, project: Project): Promise<ProjectStatus> {
  const { id } = project
  const outline = (await readOutlines(db, [project])).get(id)!
  const running = await db
    .select({ id: conversions.id, chapterId: conversions.chapterId })
    .from(conversions)
    .where(and(eq(conversions.projectId, id), isRunning, isNotNull(conversions.chapterId)))
  const ids = running.map((one) => one.id)
  const progress = ids.length === 0 ? new Map() : await readProgress(db, ids)
  const downloadable = await db
    .selectDistinct({ chapterId: chapterSnapshots.chapterId })
    .from(chapterSnapshots)
    .where(eq(chapterSnapshots.projectId, id))
  return {
    ...outline,
    converting: new Map(running.map((one) => [one.chapterId!, progress.get(one.id) ?? 0])),
    downloadableChapters: new Set(downloadable.map((one) => one.chapterId)),
  }
}

function stateOf(project: Project, running: Pick<Conversion, 'state'>[]): ProjectOutline['state'] {
  if (isBeingImported(project)) return 'creating'
  if (running.length === 0) return 'default'
  return running.every((one) => one.state === 'queued') ? 'in_queue' : 'converting'
}
