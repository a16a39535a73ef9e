import { toErrorCode } from '#server/base/error-catalogue.ts'
import { StudioError } from '#server/base/errors.ts'
import { openGate } from '#server/base/gate.ts'
import { newId, type TakeKey } from '#server/base/ids.ts'
import type { Events } from '#server/events/events.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { planSpeech, type SpeechPlan, type Turn } from '#server/planning/plan-speech.ts'
import { readRules } from '#server/planning/read-rules.ts'
import type { TextNormalization } from '#server/planning/reading.ts'
import type { CompiledRules } from '#server/pronunciation/compile-rules.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import type { PronunciationLocator } from '#server/storage/schema.ts'
import { forgetLostSound } from '#server/takes/lost-sound.ts'
import { listKeptKeys } from '#server/takes/take-store.ts'
import type { VoiceGains } from '#server/takes/voice-levels.ts'
import { priorities, type SpeakTask, speakQueue, toSpeakTask } from './speak-queue.ts'

type Needs = { db: Database; jobs: Jobs; events: Events }

export interface SpeakRequest {
  /** One for a text in one voice, several for a dialogue. */
  turns: Turn[]
  /** ISO 639-1; the voice's own when not given or not spoken by its engine. */
  language?: string
  /** Whether numbers and the like become words before the engine sees them; `auto` when not given. */
  normalization?: TextNormalization
  /** Pronunciation dictionaries, applied in order. */
  locators?: PronunciationLocator[]
  /** Instead of dictionaries. */
  rules?: CompiledRules
  /** Whose turn it is, where many wait: the hash of a key. */
  asker?: string
  /** Words in square brackets are directions to the speaker, not to be said. */
  hasAudioTags?: boolean
  /** What is said before and after it, for engines that fit their melody to it. */
  around?: { before: string; after: string }
  /** The first sound is to come as soon as it can: see `Speakers`. */
  startsSoon?: boolean
}

/** A speech whose takes are being made by the workers, or exist. */
export interface SpokenText {
  plan: SpeechPlan
  /** Codes of what is not spoken as it is written, each once. */
  warnings: string[]
  /** How much louder each voice is played; as it was spoken when not given. */
  gains?: VoiceGains
  /** Ends when the take is kept. @throws StudioError what the engine says; the signal's reason */
  untilKept(takeKey: TakeKey): Promise<void>
}

/** So many utterances wait in the queue at once, so that a long speech leaves room for others. */
const mostAhead = 8
/** The hosted service's clients give up after 240 s without an answer. */
const patienceSeconds = 230

/**
 * Has a speech spoken before anything that waits in the queues, each utterance as a job of its own. What nobody waits for
 * any more, since the caller has gone or lost patience, is not spoken.
 * @param patience in seconds: the longest that the next utterance is waited for, however long the caller takes to hear the
 *   one before
 * @throws StudioError `empty_text`, `pronunciation_dictionary_not_found`
 */
export async function speakNow(
  needs: Needs & { files: FileStore },
  request: SpeakRequest,
  caller: AbortSignal,
  patience = patienceSeconds,
): Promise<SpokenText> {
  const { plan, utterances, ...planned } = await planByRules(needs.db, request, caller)
  const warnings = [...new Set(planned.warnings.map(({ code }) => code))]
  if (utterances.length === 0) throw new StudioError('empty_text', 'There is nothing to say in this text.')
  const missing = await withoutTake(needs, utterances)
  if (missing.length === 0) return { ...spokenBefore(plan), warnings }
  const takes = haveSpoken(needs, missing, { asker: request.asker, caller, patience })
  return { plan, warnings, untilKept: takes.untilKept }
}

/** While they plan, so many hold the rules of dictionaries: with three of the largest that may be 40 MB. */
const letPlanByRules = openGate({ ofAll: 2 })

async function planByRules(
  db: Database,
  { turns, locators = [], asker = '', ...how }: SpeakRequest,
  caller: AbortSignal,
) {
  if (locators.length === 0) return planSpeech(turns, how)
  return letPlanByRules(asker, caller, async () => planSpeech(turns, { ...how, rules: await readRules(db, locators) }))
}

/** So many utterances of one key wait in the queues at once, so that its thousand texts do not stand before one of somebody else. */
const letQueue = openGate({ ofAll: Number.POSITIVE_INFINITY, ofOne: 32 })

/** Queues what is missing, a little ahead of what is waited for. */
function haveSpoken(
  needs: Needs,
  missing: SpeakTask[],
  { asker = '', caller, patience }: { asker?: string; caller: AbortSignal; patience: number },
): Pick<SpokenText, 'untilKept'> {
  const group = `speech ${newId()}`
  const waiting = new Map<TakeKey, Promise<void>>()
  const positions = new Map(missing.map(({ takeKey }, position) => [takeKey, position]))
  const wait = openWait(caller, patience, () => needs.jobs.cancelGroup(group))

  let added: Promise<unknown> = Promise.resolve()

  function addUntil(end: number): void {
    for (const task of missing.slice(waiting.size, end)) {
      const take = letQueue(asker, wait.signal, () => speak(task))
      take.catch(() => {}) // told when its turn comes
      waiting.set(task.takeKey, take)
    }
  }

  async function speak(task: SpeakTask): Promise<void> {
    let id: string | undefined
    const isBeingSpoken = async () => id === undefined || needs.jobs.isWorkedOn({ id })
    const take = untilKept(needs, task.takeKey, wait.signal, isBeingSpoken)
    take.catch(() => {})
    const batch = { tasks: [toSpeakTask(task)], announce: true }
    // One after the other, for those of equal age have no order.
    added = added.then(async () => {
      id = await needs.jobs.add(speakQueue(task.engineId), batch, { priority: priorities.interactive, group })
    })
    await added
    if (wait.signal.aborted) wait.giveUp() // with what was just being added
    return take
  }

  addUntil(mostAhead)
  return {
    async untilKept(takeKey) {
      const position = positions.get(takeKey)
      if (position === undefined) return
      addUntil(position + mostAhead)
      await wait.patiently(waiting.get(takeKey)!).catch((error) => {
        wait.stop(error) // nobody waits for the rest
        throw error
      })
      if (position === missing.length - 1) wait.end()
    },
  }
}

/** A wait that ends when the caller goes, or has waited too long for something: then `giveUp` is called. */
function openWait(caller: AbortSignal, patience: number, cancel: () => Promise<unknown>) {
  const controller = new AbortController()
  const giveUp = () => void cancel().catch(() => {}) // what is ahead is spoken in vain then, and that is little
  const stop = (reason: unknown) => {
    end()
    controller.abort(reason)
    giveUp()
  }
  const leave = () => stop(caller.reason)
  function end() {
    caller.removeEventListener('abort', leave)
  }
  caller.addEventListener('abort', leave)
  if (caller.aborted) leave()
  const patiently = (something: Promise<void>) => waitFor(something, patience, stop)
  return { signal: controller.signal, giveUp, stop, end, patiently }
}

/** @param lose called with the reason when it takes longer than the patience */
async function waitFor(something: Promise<void>, patience: number, lose: (reason: StudioError) => void): Promise<void> {
  const sentence = `Nothing more of the text was spoken within ${patience} seconds.`
  const timer = setTimeout(() => lose(new StudioError('engine_timeout', sentence)), patience * 1_000).unref()
  return something.finally(() => clearTimeout(timer))
}

/** A speech that was spoken before. */
export function spokenBefore(plan: SpeechPlan): SpokenText {
  return { plan, warnings: [], untilKept: async () => {} }
}

/** A speech that others have spoken: its takes are waited for, and nothing is queued. */
export function spokenByOthers(
  needs: Needs,
  plan: SpeechPlan,
  caller: AbortSignal,
  patience = patienceSeconds,
): SpokenText {
  const untilTold = async (takeKey: TakeKey) => {
    const ending = new AbortController()
    const signal = AbortSignal.any([caller, ending.signal])
    const told = untilKept(needs, takeKey, signal, byOthers(needs.jobs, takeKey))
    told.catch(() => {}) // it may have been kept before
    try {
      const isKept = (await listKeptKeys(needs.db, [takeKey])).has(takeKey)
      if (!isKept) await waitFor(told, patience, (reason) => ending.abort(reason))
    } finally {
      ending.abort()
    }
  }
  return { plan, warnings: [], untilKept: untilTold }
}

/** Whether what is heard next of this will never come: it was not asked for, or came to nothing. */
export async function isSpokenByNobody(
  { db, jobs }: Pick<Needs, 'db' | 'jobs'>,
  { utterances }: { utterances: { takeKey: TakeKey }[] },
): Promise<boolean> {
  const keys = utterances.map(({ takeKey }) => takeKey)
  const kept = await listKeptKeys(db, keys)
  const next = keys.find((takeKey) => !kept.has(takeKey))
  if (next === undefined) return keys.length === 0
  return (await lookFor(db, next, byOthers(jobs, next))) === 'lost'
}

/** Asks whether anybody speaks a take. */
function byOthers(jobs: Jobs, takeKey: TakeKey): () => Promise<boolean> {
  return () => jobs.isWorkedOn({ withData: { tasks: [{ takeKey }] } })
}

/** What has no take, or one whose sound has gone from the file store: else it could never be spoken again. */
async function withoutTake<Task extends SpeakTask>(
  needs: { db: Database; files: FileStore },
  tasks: Task[],
): Promise<Task[]> {
  const keys = tasks.map((task) => task.takeKey)
  let kept = await listKeptKeys(needs.db, keys)
  if (kept.size > 0 && (await forgetLostSound(needs, [...kept])) > 0) kept = await listKeptKeys(needs.db, keys)
  return tasks.filter((task) => !kept.has(task.takeKey))
}

/** How often whoever waits for a take looks for itself: what is told while nobody can listen, or before, is heard by nobody. */
const lookMilliseconds = 5_000

/** Waits for the event that `speakBatch` tells; looks for itself where one may have been missed, and listens meanwhile. */
async function untilKept(
  { db, events }: Pick<Needs, 'db' | 'events'>,
  takeKey: TakeKey,
  signal: AbortSignal,
  isBeingSpoken: () => Promise<boolean>,
): Promise<void> {
  const ending = new AbortController()
  const listen = () => {
    const heard = events.next(`take:${takeKey}`, AbortSignal.any([signal, ending.signal]))
    heard.catch(() => {}) // told when it is waited for
    return heard
  }
  let looksInVain = 0
  try {
    for (let listening = listen(); ; ) {
      const heard = await withinOr(listening, lookMilliseconds)
      if (heard?.kind === 'event') return throwTold(heard.payload)
      if (heard) listening = listen()
      const state = await lookFor(db, takeKey, isBeingSpoken)
      if (state === 'kept') return
      looksInVain = state === 'lost' ? looksInVain + 1 : 0
      if (looksInVain === 2) throw untold() // what is just being told comes in between
    }
  } finally {
    ending.abort()
  }
}

/** Undefined when it takes longer. */
async function withinOr<Answer>(something: Promise<Answer>, milliseconds: number): Promise<Answer | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), milliseconds)
  return Promise.race([something, late]).finally(() => clearTimeout(timer))
}

/** `lost` is what nobody makes any more. */
async function lookFor(
  db: Database,
  takeKey: TakeKey,
  isBeingSpoken: () => Promise<boolean>,
): Promise<'kept' | 'awaited' | 'lost'> {
  try {
    const mayCome = await isBeingSpoken() // asked first: whoever ends a job has kept its takes before
    if ((await listKeptKeys(db, [takeKey])).has(takeKey)) return 'kept'
    return mayCome ? 'awaited' : 'lost'
  } catch {
    return 'awaited' // it is asked again, as long as the caller has patience
  }
}

function untold(): StudioError {
  return new StudioError('engine_failed', 'This was not spoken, and why was told while nobody could listen.')
}

function throwTold(payload: unknown): void {
  const { error } = payload as { error?: { code: string; message: string } }
  if (!error) return
  throw new StudioError(toErrorCode(error.code, 'engine_failed'), error.message)
}
