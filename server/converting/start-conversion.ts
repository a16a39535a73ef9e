import type { Jobs } from '#server/jobs/jobs.ts'
import type { JobRun } from '#server/jobs/run-job.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import type { BlockPlan } from '#server/planning/plan-block.ts'
import { type CountedUtterance, listUtterances, planChapter } from '#server/planning/plan-chapter.ts'
import { readSpeakers } from '#server/planning/speakers.ts'
import { getProject } from '#server/projects/find-project.ts'
import { bumpProgress, bumpRevision } from '#server/projects/revision.ts'
import type { Database } from '#server/storage/database.ts'
import { listKeptKeys } from '#server/takes/take-store.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import {
  type Conversion,
  findPlan,
  findRunning,
  groupOf,
  insertPlan,
  lockRunning,
  markWorking,
} from './conversion-store.ts'
import { publishWhenReady } from './publish-when-ready.ts'
import { type ConversionJob, priorities, type SpeakBatch, speakQueue } from './queues.ts'

type Needs = { db: Database; jobs: Jobs; voices: VoiceCatalogue }

/**
 * Starts the conversion of a chapter: what was never spoken before becomes jobs. The last one to make a take publishes.
 * Safe to run again.
 */
export async function startConversion(needs: Needs, { conversionId }: ConversionJob, run: JobRun): Promise<void> {
  const conversion = await findRunning(needs.db, conversionId)
  if (!conversion) return
  const utterances = listUtterances(await freezePlan(needs, conversion))
  const missing = await withoutTake(needs.db, utterances)
  run.signal.throwIfAborted()
  for (const [engineId, batches] of batchByEngine(missing, conversion)) {
    const jobs = batches.map((data) => ({ data, priority: priorityOf(conversion), group: groupOf(conversion) }))
    await needs.jobs.addMany(speakQueue(engineId), jobs)
  }
  if (missing.length === 0) await publishWhenReady(needs, conversion)
}

/** Keeps the text of the chapter as it is now: later edits belong to later conversions. */
async function freezePlan(needs: Needs, conversion: Conversion): Promise<BlockPlan[]> {
  const project = await getProject(needs.db, conversion.projectId)
  await ensurePlanned(needs, project)
  const speakers = await readSpeakers(needs, project)
  return needs.db.transaction(async (db) => {
    const frozen = await findPlan(db, conversion.id)
    if (frozen) return frozen
    if (!(await lockRunning(db, conversion.id))) return []
    const plan = await planChapter(db, conversion.chapterId!, speakers)
    const utterances = listUtterances(plan)
    const total = sumCharacters(utterances)
    await insertPlan(db, conversion.id, plan)
    const done = total - sumCharacters(await withoutTake(db, utterances))
    const isBegin = await markWorking(db, conversion, total, done)
    await (isBegin ? bumpRevision : bumpProgress)(db, conversion.projectId)
    return plan
  })
}

async function withoutTake(db: Database, utterances: CountedUtterance[]): Promise<CountedUtterance[]> {
  const kept = await listKeptKeys(
    db,
    utterances.map((one) => one.takeKey),
  )
  return utterances.filter((one) => !kept.has(one.takeKey))
}

/** About 30 seconds of speech, at the 15 characters a second that narrators read. */
const charactersPerBatch = 450

function batchByEngine(utterances: CountedUtterance[], conversion: Conversion): Map<string, SpeakBatch[]> {
  const byEngine = new Map<string, SpeakBatch[]>()
  for (const { takeKey, engineId, utterance, characters } of utterances) {
    const batches = byEngine.get(engineId) ?? []
    byEngine.set(engineId, batches)
    const last = batches.at(-1)
    const task = { takeKey, engineId, utterance, characters }
    if (last && sumCharacters(last.tasks) + characters <= charactersPerBatch) last.tasks.push(task)
    else batches.push({ tasks: [task], conversionId: conversion.id })
  }
  return byEngine
}

function sumCharacters(counted: { characters: number }[]): number {
  return counted.reduce((sum, one) => sum + one.characters, 0)
}

function priorityOf(conversion: Conversion): number {
  return conversion.parentId ? priorities.project : priorities.chapter
}
