import type { Config } from '#server/base/config.ts'
import { StudioError, toStudioError } from '#server/base/errors.ts'
import { type ChapterId, type ConversionId, newId, type ProjectId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { Asker } from '#server/keys/key-usage.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { requireVoices } from '#server/planning/require-voices.ts'
import { listChaptersToSay } from '#server/planning/statistics.ts'
import { getChapter, listChapters } from '#server/projects/chapters.ts'
import { updateProject } from '#server/projects/edit-project.ts'
import { getProject, lockProject } from '#server/projects/find-project.ts'
import { type ChapterKey, isBeingImported, type Project } from '#server/projects/project.ts'
import { bumpRevision } from '#server/projects/revision.ts'
import { priorities } from '#server/speaking/speak-queue.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { isUniqueViolation } from '#server/storage/database-error.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { insertConversions, listRunning } from './conversion-store.ts'
import { chargeConversion } from './fair-use.ts'
import { requireProjectRoom } from './project-room.ts'
import { convertQueue } from './queues.ts'
import { tellNoConversion } from './tell-callback.ts'

type Needs = { config: Config; db: Database; jobs: Jobs; voices: VoiceCatalogue }
type Inside = Needs & { db: Transaction }

/** Who asks for a conversion, where that is known: it is counted for them. */
export interface Origin {
  requestId?: string
  asker?: Asker
}

/**
 * Queues a chapter for conversion; its state changes in the same transaction.
 * @throws StudioError `chapter_not_found`, `already_processing`, `project_full`, `voice_not_found`, `empty_text`; as `chargeConversion`
 */
export async function queueConversion(needs: Needs, key: ChapterKey, origin: Origin = {}): Promise<ConversionId> {
  return holdingProject(needs, key.projectId, async (inside, project) => {
    const chapter = await getChapter(inside.db, key)
    await requireVoices(inside, project, [chapter.id])
    const spoken = await listSpokenChapters(inside, project)
    if (!spoken.has(chapter.id)) throw new StudioError('empty_text', `Chapter "${chapter.name}" has nothing to say.`)
    const id = newId<ConversionId>()
    await queue(inside, project, [{ id, chapterId: chapter.id, parentId: null }], priorities.chapter, origin)
    return id
  })
}

/**
 * Queues a project: one conversion for the whole and one for each chapter that has something to say.
 * @throws StudioError `project_not_found`, `already_processing`, `project_full`, `voice_not_found`, `empty_text`; as `chargeConversion`
 */
export async function queueProjectConversion(
  needs: Needs,
  projectId: ProjectId,
  origin: Origin = {},
): Promise<ConversionId> {
  return holdingProject(needs, projectId, async (inside, project) => {
    const all = await listChapters(inside.db, projectId)
    await requireVoices(
      inside,
      project,
      all.map((chapter) => chapter.id),
    )
    const spoken = await listSpokenChapters(inside, project)
    const chapters = all.filter((chapter) => spoken.has(chapter.id))
    if (chapters.length === 0) throw new StudioError('empty_text', `Project "${project.name}" has nothing to say.`)
    const id = newId<ConversionId>()
    const children = chapters.map((chapter) => ({ id: newId<ConversionId>(), chapterId: chapter.id, parentId: id }))
    const whole = { id, chapterId: null, parentId: null }
    await queue(inside, project, [whole, ...children], priorities.project, origin)
    return id
  })
}

/**
 * Converts a project by the way, after its content was made: whoever converts it already, or finds nothing to say in it, is
 * right too. What may not be spoken now is there all the same, and its warnings tell why. Who waits for its callback is told.
 */
export async function convertIfAllowed(needs: Inside, projectId: ProjectId, asker?: Asker): Promise<void> {
  try {
    await queueProjectConversion(needs, projectId, { asker })
  } catch (error) {
    const { code, message } = toStudioError(error)
    if (code === 'already_processing') return
    if (mayNotNow(error)) {
      const { importWarnings } = await getProject(needs.db, projectId)
      await updateProject(needs.db, projectId, {
        importWarnings: [...(importWarnings ?? []), { code, message, count: 1 }],
      })
    } else if (code !== 'empty_text') throw error
    await tellNoConversion(needs, projectId, message)
  }
}

/** Whether a conversion is refused for what there is already, spoken or under way, and may be asked for again later. */
export function mayNotNow(error: unknown): boolean {
  return ['project_full', 'quota_exceeded', 'too_many_conversions'].includes(toStudioError(error).code)
}

/**
 * State change and jobs are one transaction: what was answered with 200 is either both or neither. It holds the project,
 * so that nothing is deleted or replaced meanwhile; what can take long, planning, is done before.
 */
async function holdingProject<Result>(
  needs: Needs,
  projectId: ProjectId,
  work: (inside: Inside, project: Project) => Promise<Result>,
): Promise<Result> {
  const project = await getProject(needs.db, projectId)
  if (isBeingImported(project)) alreadyRunning(project)
  await requireProjectRoom(needs, projectId)
  await ensurePlanned(needs, project)
  try {
    return await needs.db.transaction(async (db) => work({ ...needs, db }, await lockProject(db, projectId)))
  } catch (error) {
    if (isUniqueViolation(error)) alreadyRunning(project)
    throw error
  }
}

/** Plans what was written since the project was planned, which is nothing as a rule. */
async function listSpokenChapters(inside: Inside, project: Project): Promise<Set<ChapterId>> {
  if (isBeingImported(project)) alreadyRunning(project)
  await ensurePlanned(inside, project)
  return new Set(await listChaptersToSay(inside.db, project.id))
}

type NewConversion = { id: ConversionId; chapterId: ChapterId | null; parentId: ConversionId | null }

async function queue(
  { db, jobs }: Inside,
  project: Project,
  runs: NewConversion[],
  priority: number,
  { requestId = newId(), asker }: Origin,
): Promise<void> {
  const isWhole = runs.some((run) => run.chapterId === null)
  const running = await listRunning(db, project.id)
  if (running.some((other) => isWhole || other.chapterId === null)) alreadyRunning(project)
  const startAt = Date.now()
  const rows = runs.map((run, index) => ({
    ...run,
    projectId: project.id,
    state: 'queued' as const,
    requestId,
    requestedBy: asker?.key || null,
    createdAt: new Date(startAt + index), // the order of the chapters
  }))
  const ofChapters = runs.filter((run) => run.chapterId !== null)
  const chapterIds = ofChapters.map((run) => run.chapterId!)
  if (asker) await chargeConversion(db, asker, chapterIds)
  await insertConversions(db, rows)
  const added = ofChapters.map(({ id, parentId }) => ({
    data: { conversionId: id },
    priority,
    group: parentId ?? id,
  }))
  await jobs.addMany(convertQueue, added, { inTransaction: db, takesTurns: true })
  await bumpRevision(db, project.id)
}

function alreadyRunning(project: Project): never {
  throw new StudioError('already_processing', `Project "${project.name}" is being worked on already.`)
}
