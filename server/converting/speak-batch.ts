import { alignTake } from '#server/aligning/align-take.ts'
import type { Aligner } from '#server/aligning/aligner.ts'
import { describeFailure, retryOf, StudioError } from '#server/base/errors.ts'
import type { ConversionId, TakeKey } from '#server/base/ids.ts'
import type { Log } from '#server/base/log.ts'
import type { Tracer } from '#server/base/tracing.ts'
import { checkTake } from '#server/engines/check-take.ts'
import type { Engines } from '#server/engines/registry.ts'
import type { Events } from '#server/events/events.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { JobEnd, JobFailure, JobRun } from '#server/jobs/run-job.ts'
import { bumpRevisionsOfTakes } from '#server/projects/revision.ts'
import type { SpeakBatch, SpeakTask } from '#server/speaking/speak-queue.ts'
import type { Counters } from '#server/storage/counters.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { requireAnswer } from '#server/storage/require-answer.ts'
import { keepTake, listKeptKeys, type NewTake, storeSamples } from '#server/takes/take-store.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { beginSpeech, endSpeech, failSpeech, isAwaited, markBlocksFailed } from './block-speeches.ts'
import { findRunning, groupOf } from './conversion-store.ts'
import { markFailed, markKept } from './frozen-plan.ts'
import { giveUpConversion } from './give-up-conversion.ts'
import { listHopeless } from './list-hopeless.ts'
import type { ProgressTeller } from './progress-teller.ts'
import { publishWhenReady } from './publish-when-ready.ts'

type Needs = {
  db: Database
  files: FileStore
  engines: Engines
  aligner: Aligner
  voices: VoiceCatalogue
  jobs: Jobs
  events: Events
  counters: Counters
  progress: ProgressTeller
  tracer: Tracer
  log: Log
}

/** A take that could not be made. */
type Failure = { task: SpeakTask; error: unknown }

/**
 * Makes the takes of a batch that do not exist yet. Each is kept by itself, so a further run only makes the rest, and a
 * take that fails leaves the others alone.
 */
export async function speakBatch(needs: Needs, batch: SpeakBatch, run: JobRun): Promise<void> {
  if (!(await isWanted(needs.db, batch))) return
  const missing = await withoutTake(needs, batch)
  leaveToOthers(needs.voices, missing)
  const away = await findStoreAway(needs.files, run)
  if (away && !batch.announce) throw away.error
  if (away) return endBatch(needs, batch, failAll(missing, away.error))
  if (batch.blockId) await beginSpeech(needs.db, batch.blockId)
  const failures: Failure[] = []
  for (const task of missing) {
    run.signal.throwIfAborted()
    run.closing.throwIfAborted()
    try {
      const attributes = { take: task.takeKey, engine: task.engineId, characters: task.characters }
      await run.span('utterance', attributes, async () => {
        await endTask(needs, batch, await speak(needs, task, run.signal))
      })
      if (!batch.blockId) needs.progress.add(task.takeKey)
    } catch (error) {
      run.signal.throwIfAborted()
      if (retryOf(error) === 'uncounted') throw error
      failures.push({ task, error })
    }
  }
  // Who waits for a paragraph is told after a second failure.
  const mayTryAgain = !batch.announce && !run.isLastAttempt && !(batch.blockId && run.attempt > 1)
  const worthRetrying = mayTryAgain && failures.find(({ error }) => retryOf(error) === 'counted')
  if (worthRetrying) throw worthRetrying.error
  await endBatch(needs, batch, failures)
}

/** What cannot be kept is not spoken once a second, and paid for, until it can. @returns why it cannot, after a try that could not */
async function findStoreAway(files: FileStore, { previousError }: JobRun): Promise<{ error: unknown } | undefined> {
  if (previousError?.code !== 'storage_unavailable') return undefined
  const error: unknown = await requireAnswer(files).catch((thrown) => thrown)
  return error === undefined ? undefined : { error }
}

function failAll(tasks: SpeakTask[], error: unknown): Failure[] {
  return tasks.map((task) => ({ task, error }))
}

/** Somebody listens to the takes of a batch while they are made. */
function isListenedTo({ announce, blockId }: SpeakBatch): boolean {
  return announce === true || blockId !== undefined
}

/** Whoever asks for a text now, and leaves, takes the job along. */
async function isWanted(db: Database, { conversionId, blockId, tasks }: SpeakBatch): Promise<boolean> {
  if (conversionId) return (await findRunning(db, conversionId)) !== undefined
  return !blockId || isAwaited(db, blockId, keysOf(tasks))
}

function keysOf(tasks: SpeakTask[]): TakeKey[] {
  return tasks.map((task) => task.takeKey)
}

/** Ends a batch that failed for good outside its takes, such as by the death of every worker that took it. */
export async function giveUpBatch(
  needs: Needs,
  batch: SpeakBatch,
  { message }: JobFailure,
  run: JobEnd,
): Promise<void> {
  const missing = await withoutTake(needs, batch)
  const failures = missing.map((task) => ({
    task,
    error: new StudioError('engine_failed', `Engine ${task.engineId} gave up: ${message}`),
  }))
  await endBatch(needs, batch, failures, run)
}

/** Another worker has the voice: the job goes back into its queue. @throws StudioError `voice_elsewhere` */
function leaveToOthers(voices: VoiceCatalogue, tasks: SpeakTask[]): void {
  const stranger = tasks.find(({ engineId, utterance }) => !voices.isHere(engineId, utterance.voice))
  if (!stranger) return
  const { engineId, utterance } = stranger
  throw new StudioError('voice_elsewhere', `The voice ${engineId}-${utterance.voice} is not in this worker.`)
}

async function withoutTake(needs: Needs, batch: SpeakBatch): Promise<SpeakTask[]> {
  const { tasks } = batch
  const kept = await listKeptKeys(needs.db, keysOf(tasks))
  await markKept(needs.db, [...kept])
  if (isListenedTo(batch)) {
    for (const takeKey of kept) await needs.events.publish({ topic: `take:${takeKey}`, payload: {} })
  }
  return tasks.filter((task) => !kept.has(task.takeKey))
}

async function speak(needs: Needs, { takeKey, engineId, utterance }: SpeakTask, signal: AbortSignal): Promise<NewTake> {
  const engine = await needs.engines.get(engineId)
  const startedAt = performance.now()
  const take = await engine.speak(utterance, signal)
  needs.counters.add('takes', engineId)
  needs.counters.add('speaking_seconds', engineId, (performance.now() - startedAt) / 1_000)
  needs.counters.add('speech_seconds', engineId, take.track.samples.length / take.track.sampleRate)
  checkTake(engine, utterance, take)
  const alignment = await alignTake(needs, engineId, utterance, take, signal)
  const { voice, text, language } = utterance
  const { track, warnings } = take
  return { key: takeKey, engineId, voice, spoken: { text, language }, track, alignment, warnings }
}

/** Keeps the take, its sound first, together with all that follows from it. */
async function endTask(needs: Needs, batch: SpeakBatch, take: NewTake): Promise<void> {
  if (take.warnings.length > 0) needs.log.info({ take: take.key, warnings: take.warnings }, 'Not spoken as written.')
  const row = await storeSamples(needs.files, take)
  await needs.db.transaction(async (db) => {
    await keepTake(db, needs.files, row, take.track)
    await markKept(db, [take.key])
    if (!isListenedTo(batch)) return
    await bumpRevisionsOfTakes(db, [take.key], true)
    await needs.events.publish({ topic: `take:${take.key}`, payload: {} }, { inTransaction: db })
  })
}

/** @param run ended together with the failure of a block, which may be asked for anew at once */
async function endBatch(needs: Needs, batch: SpeakBatch, failures: Failure[], run?: JobEnd): Promise<void> {
  const told = failures.map(({ task, error }) => ({ takeKey: task.takeKey, ...describeFailure(error) }))
  if (isListenedTo(batch)) {
    for (const { takeKey, ...error } of told)
      await needs.events.publish({ topic: `take:${takeKey}`, payload: { error } })
  }
  const [first] = told
  if (batch.blockId) {
    const takeKeys = told.map(({ takeKey }) => takeKey)
    await (first ? failSpeech(needs.db, batch.blockId, first, { takeKeys, run }) : endSpeech(needs.db, batch.blockId))
  }
  const conversion = batch.conversionId && (await findRunning(needs.db, batch.conversionId))
  if (!conversion) return
  await markFailed(needs.db, conversion.id, told)
  for (const failure of told) await markBlocksFailed(needs.db, conversion.id, failure)
  const mayBeAway = failures.find(({ error }) => retryOf(error) === 'counted') // not what the text is the reason of
  if (mayBeAway) await giveUpHopeless(needs, groupOf(conversion), describeFailure(mayBeAway.error))
  await publishWhenReady(needs, conversion)
}

async function giveUpHopeless(
  needs: Needs,
  group: ConversionId,
  { code, message }: ReturnType<typeof describeFailure>,
): Promise<void> {
  const rest = 'Nothing else in its voice was spoken lately either: the rest was not tried.'
  const failure = { code, message: `${message} ${rest}` }
  for (const id of await listHopeless(needs.db, group, code))
    await giveUpConversion(needs, { conversionId: id }, failure)
}
