import { and, inArray } from 'drizzle-orm'
import type { ChapterId, ProjectId } from '#server/base/ids.ts'
import { isBeingImported, type Project } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import { chapterSnapshots, conversions, projectSnapshots } from '#server/storage/schema.ts'
import { type Conversion, isRunning } from './conversion-store.ts'
import { readProgress } from './frozen-plan.ts'

/** What is going on in a project, and what can be downloaded of it. */
export interface ProjectStatus {
  state: 'creating' | 'default' | 'in_queue' | 'converting'
  /** A project snapshot exists. */
  isDownloadable: boolean
  /** The chapters that are being converted, and how far each is, from 0 to 1. */
  converting: Map<ChapterId, number>
  /** Chapters of which a snapshot exists. */
  downloadableChapters: Set<ChapterId>
}

/** The status of each project, in four queries at most however many there are. */
export async function readStatuses(db: Database, projects: Project[]): Promise<Map<ProjectId, ProjectStatus>> {
  const ids = projects.map((project) => project.id)
  const running = await db
    .select()
    .from(conversions)
    .where(and(inArray(conversions.projectId, ids), isRunning))
  const progress =
    running.length === 0
      ? new Map()
      : await readProgress(
          db,
          running.map(({ id }) => id),
        )
  const whole = await db
    .selectDistinct({ projectId: projectSnapshots.projectId })
    .from(projectSnapshots)
    .where(inArray(projectSnapshots.projectId, ids))
  const chapters = await db
    .selectDistinct({ projectId: chapterSnapshots.projectId, chapterId: chapterSnapshots.chapterId })
    .from(chapterSnapshots)
    .where(inArray(chapterSnapshots.projectId, ids))
  const runningOf = Map.groupBy(running, (one) => one.projectId)
  const chaptersOf = Map.groupBy(chapters, (one) => one.projectId)
  const downloadable = new Set(whole.map((one) => one.projectId))
  return new Map(
    projects.map((project) => {
      const ofProject = runningOf.get(project.id) ?? []
      const status: ProjectStatus = {
        state: stateOf(project, ofProject),
        isDownloadable: downloadable.has(project.id),
        converting: new Map(
          ofProject.flatMap(({ id, chapterId }) => (chapterId ? [[chapterId, progress.get(id) ?? 0]] : [])),
        ),
        downloadableChapters: new Set((chaptersOf.get(project.id) ?? []).map((one) => one.chapterId)),
      }
      return [project.id, status]
    }),
  )
}

function stateOf(project: Project, running: Conversion[]): ProjectStatus['state'] {
  if (isBeingImported(project)) return 'creating'
  if (running.length === 0) return 'default'
  return running.every((one) => one.state === 'queued') ? 'in_queue' : 'converting'
}
