import { alignTake } from '#server/aligning/align-take.ts'
import type { Aligner } from '#server/aligning/aligner.ts'
import { StudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import { checkTake } from '#server/engines/check-take.ts'
import type { Engines } from '#server/engines/registry.ts'
import type { Events } from '#server/events/events.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { JobRun } from '#server/jobs/run-job.ts'
import { bumpRevisionsOfTake } from '#server/projects/revision.ts'
import { explainError, isConnectionLost } from '#server/storage/connection-lost.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { keepTake, listKeptKeys, type NewTake } from '#server/takes/take-store.ts'
import { addProgress, findRunning, insertFailures } from './conversion-store.ts'
import { publishWhenReady } from './publish-when-ready.ts'
import type { SpeakBatch, SpeakTask } from './queues.ts'

type Needs = {
  db: Database
  files: FileStore
  engines: Engines
  aligner: Aligner
  jobs: Jobs
  events: Events
  log: Log
}

/** A take that could not be made. */
type Failure = { task: SpeakTask; error: StudioError }

/**
 * Makes the takes of a batch that do not exist yet. Each is kept by itself, so a further run only makes the rest, and a
 * take that fails leaves the others alone.
 */
export async function speakBatch(needs: Needs, batch: SpeakBatch, run: JobRun): Promise<void> {
  const missing = await withoutTake(needs, batch)
  const failures: Failure[] = []
  for (const task of missing) {
    run.signal.throwIfAborted()
    run.closing.throwIfAborted()
    try {
      await endTask(needs, batch, task, await speak(needs, task, run.signal))
    } catch (error) {
      run.signal.throwIfAborted()
      if (isConnectionLost(error)) throw error
      failures.push({ task, error: explainError(error) })
    }
  }
  const worthRetrying = failures.find(({ error }) => !batch.announce && !run.isLastAttempt && mayPass(error))
  if (worthRetrying) throw worthRetrying.error
  await endBatch(needs, batch, failures)
}

/** Ends a batch that failed for good outside its takes, such as by the death of every worker that took it. */
export async function abandonBatch(needs: Needs, batch: SpeakBatch, run: JobRun): Promise<void> {
  const reason = run.previousError?.message ?? 'its worker died several times'
  const missing = await withoutTake(needs, batch)
  const failures = missing.map((task) => ({
    task,
    error: new StudioError('engine_failed', `Engine ${task.engineId} gave up: ${reason}`),
  }))
  await endBatch(needs, batch, failures)
}

async function withoutTake(needs: Needs, { tasks, announce }: SpeakBatch): Promise<SpeakTask[]> {
  const kept = await listKeptKeys(
    needs.db,
    tasks.map((task) => task.takeKey),
  )
  if (announce) {
    for (const takeKey of kept) await needs.events.publish({ topic: `take:${takeKey}`, payload: {} })
  }
  return tasks.filter((task) => !kept.has(task.takeKey))
}

async function speak(needs: Needs, { takeKey, engineId, utterance }: SpeakTask, signal: AbortSignal): Promise<NewTake> {
  const engine = await needs.engines.get(engineId)
  const take = await engine.speak(utterance, signal)
  checkTake(engine, utterance, take)
  const alignment = await alignTake(needs, engineId, utterance, take, signal)
  return { key: takeKey, engineId, voice: utterance.voice, track: take.track, alignment, warnings: take.warnings }
}

/** Keeps the take together with all that follows from it. */
async function endTask(needs: Needs, batch: SpeakBatch, task: SpeakTask, take: NewTake): Promise<void> {
  if (take.warnings.length > 0) needs.log.info({ take: take.key, warnings: take.warnings }, 'Not spoken as written.')
  await needs.db.transaction(async (db) => {
    await keepTake(db, needs.files, take)
    if (batch.conversionId) await addProgress(db, batch.conversionId, task.characters)
    await bumpRevisionsOfTake(db, task.takeKey, batch.announce)
    const event = { topic: `take:${task.takeKey}`, payload: {} } as const
    if (batch.announce) await needs.events.publish(event, { inTransaction: db })
  })
}

/** Whether another try may succeed: not when the text or the voice itself is refused. */
function mayPass(error: StudioError): boolean {
  return error.http >= 500
}

async function endBatch(needs: Needs, batch: SpeakBatch, failures: Failure[]): Promise<void> {
  const told = failures.map(({ task, error }) => ({ takeKey: task.takeKey, code: error.code, message: error.message }))
  if (batch.announce) {
    for (const { takeKey, ...error } of told)
      await needs.events.publish({ topic: `take:${takeKey}`, payload: { error } })
  }
  const conversion = batch.conversionId && (await findRunning(needs.db, batch.conversionId))
  if (!conversion) return
  if (told.length > 0) await insertFailures(needs.db, conversion.id, told)
  await publishWhenReady(needs, conversion)
}
