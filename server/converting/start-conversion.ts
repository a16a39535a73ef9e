import type { Config } from '#server/base/config.ts'
import { runGivingWay } from '#server/base/give-way.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { JobRun } from '#server/jobs/run-job.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { pausesOf } from '#server/planning/pauses.ts'
import type { BlockPlan } from '#server/planning/plan-block.ts'
import { planChapter } from '#server/planning/plan-chapter.ts'
import { readSpeakers } from '#server/planning/speakers.ts'
import { toChapterTimeline } from '#server/planning/timeline.ts'
import { getProject } from '#server/projects/find-project.ts'
import { bumpProgress, bumpRevision } from '#server/projects/revision.ts'
import { priorities, type SpeakBatch, type SpeakTask, speakQueue } from '#server/speaking/speak-queue.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { forgetLostSound } from '#server/takes/lost-sound.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { countPlaces } from '#server/voices/worker-voices.ts'
import {
  type Conversion,
  countQueuedBeside,
  findRunning,
  groupOf,
  lockRunning,
  markWorking,
} from './conversion-store.ts'
import { hasPlan, insertPlan, listMissing, refreshKept } from './frozen-plan.ts'
import { requireProjectRoom } from './project-room.ts'
import { publishWhenReady } from './publish-when-ready.ts'
import type { ConversionJob } from './queues.ts'
import { requireFewSentences } from './require-few-sentences.ts'
import { toBatches } from './to-batches.ts'

type Needs = { config: Config; db: Database; files: FileStore; jobs: Jobs; voices: VoiceCatalogue }

/**
 * Starts the conversion of a chapter: keeps its text as it is now, for later edits belong to later conversions, and makes
 * jobs of what was never spoken before. The last one to make a take publishes. All of it is one transaction with the end of
 * this job: whoever cancels meets either none of the jobs or all. Safe to run again. @throws StudioError `project_full`, `text_too_long`
 */
export async function startConversion(needs: Needs, { conversionId }: ConversionJob, run: JobRun): Promise<void> {
  const conversion = await findRunning(needs.db, conversionId)
  if (!conversion) return
  await requireProjectRoom(needs, conversion.projectId)
  const plan = (await hasPlan(needs.db, conversionId)) ? undefined : await planNow(needs, conversion)
  if (plan) {
    await runGivingWay(requireFewSentences(plan))
    await findLost(needs, plan, run)
  }
  run.signal.throwIfAborted()
  await needs.db.transaction(async (db) => {
    if (!(await lockRunning(db, conversionId))) return
    if (plan) await insertPlan(db, conversionId, plan)
    await refreshKept(db, conversionId)
    await addSpeakJobs(needs.jobs, conversion, await listMissing(db, conversionId), db)
    await publishWhenReady(needs, conversion, { inTransaction: db })
    const isBegin = await markWorking(db, conversion)
    await (isBegin ? bumpRevision : bumpProgress)(db, conversion.projectId)
    await run.completeIn(db)
  })
}

async function findLost(needs: Needs, plan: BlockPlan[], { log }: JobRun): Promise<void> {
  const keys = plan.flatMap(({ utterances }) => utterances.map(({ takeKey }) => takeKey))
  const count = await forgetLostSound(needs, keys)
  if (count > 0) log.warn({ count }, 'The sound of these takes has gone from the file store; they are spoken again.')
}

/** Nothing is held while it is planned. */
async function planNow(needs: Needs, { projectId, chapterId }: Conversion): Promise<BlockPlan[]> {
  const project = await getProject(needs.db, projectId)
  await ensurePlanned(needs, project)
  return toChapterTimeline(
    await planChapter(needs.db, chapterId!, await readSpeakers(needs, project)),
    pausesOf(project),
  )
}

async function addSpeakJobs(
  jobs: Jobs,
  conversion: Conversion,
  missing: SpeakTask[],
  inTransaction: Transaction,
): Promise<void> {
  const options = {
    priority: conversion.parentId ? priorities.project : priorities.chapter,
    group: groupOf(conversion),
  }
  const chaptersAfter = await countQueuedBeside(inTransaction, conversion)
  for (const [engineId, tasks] of Map.groupBy(missing, (task) => task.engineId)) {
    const places = await countPlaces(inTransaction, engineId)
    const batches = toBatches(tasks, { places, chaptersAfter }).map(
      (tasks): SpeakBatch => ({ tasks, conversionId: conversion.id }),
    )
    const added = batches.map((data) => ({ data, ...options }))
    await jobs.addMany(speakQueue(engineId), added, { inTransaction, takesTurns: true })
  }
}
