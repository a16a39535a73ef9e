import { StudioError } from '#server/base/errors.ts'
import { type ChapterId, type ConversionId, newId, type ProjectId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { listStatistics } from '#server/planning/statistics.ts'
import { getChapter, listChapters } from '#server/projects/chapters.ts'
import { getProject } from '#server/projects/find-project.ts'
import { type ChapterKey, isBeingImported, type Project } from '#server/projects/project.ts'
import { bumpRevision } from '#server/projects/revision.ts'
import type { Database } from '#server/storage/database.ts'
import { isUniqueViolation } from '#server/storage/unique-violation.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { insertConversions, listRunning } from './conversion-store.ts'
import { convertQueue, priorities } from './queues.ts'

type Needs = { db: Database; jobs: Jobs; voices: VoiceCatalogue }

/**
 * Queues a chapter for conversion; its state changes in the same transaction.
 * @throws StudioError `chapter_not_found`, `already_processing`, `empty_text`
 */
export async function queueConversion(needs: Needs, key: ChapterKey, requestId?: string): Promise<ConversionId> {
  const project = await getProject(needs.db, key.projectId)
  const chapter = await getChapter(needs.db, key)
  const spoken = await listSpokenChapters(needs, project)
  if (!spoken.has(chapter.id)) throw new StudioError('empty_text', `Chapter "${chapter.name}" has nothing to say.`)
  const id = newId<ConversionId>()
  await queue(needs, project, [{ id, chapterId: chapter.id, parentId: null }], priorities.chapter, requestId)
  return id
}

/**
 * Queues a project: one conversion for the whole and one for each chapter that has something to say.
 * @throws StudioError `project_not_found`, `already_processing`, `empty_text`
 */
export async function queueProjectConversion(
  needs: Needs,
  projectId: ProjectId,
  requestId?: string,
): Promise<ConversionId> {
  const project = await getProject(needs.db, projectId)
  const spoken = await listSpokenChapters(needs, project)
  const chapters = (await listChapters(needs.db, projectId)).filter((chapter) => spoken.has(chapter.id))
  if (chapters.length === 0) throw new StudioError('empty_text', `Project "${project.name}" has nothing to say.`)
  const id = newId<ConversionId>()
  const children = chapters.map((chapter) => ({ id: newId<ConversionId>(), chapterId: chapter.id, parentId: id }))
  const whole = { id, chapterId: null, parentId: null }
  await queue(needs, project, [whole, ...children], priorities.project, requestId)
  return id
}

async function listSpokenChapters(needs: Needs, project: Project): Promise<Set<ChapterId>> {
  if (isBeingImported(project)) alreadyRunning(project)
  await ensurePlanned(needs, project)
  return new Set((await listStatistics(needs.db, project.id)).keys())
}

type NewConversion = { id: ConversionId; chapterId: ChapterId | null; parentId: ConversionId | null }

/** State change and jobs are one transaction: what was answered with 200 is either both or neither. */
async function queue(
  needs: Needs,
  project: Project,
  runs: NewConversion[],
  priority: number,
  requestId: string = newId(),
): Promise<void> {
  const isWhole = runs.some((run) => run.chapterId === null)
  const startAt = Date.now()
  const rows = runs.map((run, index) => ({
    ...run,
    projectId: project.id,
    state: 'queued' as const,
    requestId,
    createdAt: new Date(startAt + index), // the order of the chapters
  }))
  try {
    await needs.db.transaction(async (db) => {
      const running = await listRunning(db, project.id)
      if (running.some((other) => isWhole || other.chapterId === null)) alreadyRunning(project)
      await insertConversions(db, rows)
      const ofChapters = runs.filter((run) => run.chapterId !== null)
      const jobs = ofChapters.map(({ id, parentId }) => ({
        data: { conversionId: id },
        priority,
        group: parentId ?? id,
      }))
      await needs.jobs.addMany(convertQueue, jobs, { inTransaction: db })
      await bumpRevision(db, project.id)
    })
  } catch (error) {
    if (isUniqueViolation(error)) alreadyRunning(project)
    throw error
  }
}

function alreadyRunning(project: Project): never {
  throw new StudioError('already_processing', `Project "${project.name}" is being worked on already.`)
}
