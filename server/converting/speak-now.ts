import { type ErrorCode, errorCatalogue, StudioError } from '#server/base/errors.ts'
import type { TakeKey } from '#server/base/ids.ts'
import type { Events } from '#server/events/events.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { planSpeech, type SpeechPlan, type Turn } from '#server/planning/plan-speech.ts'
import { readRules } from '#server/planning/speakers.ts'
import type { Database } from '#server/storage/database.ts'
import type { PronunciationLocator } from '#server/storage/schema.ts'
import { listKeptKeys } from '#server/takes/take-store.ts'
import { priorities, type SpeakTask, speakQueue } from './queues.ts'

type Needs = { db: Database; jobs: Jobs; events: Events }

export interface SpeakRequest {
  /** One for a text in one voice, several for a dialogue. */
  turns: Turn[]
  /** ISO 639-1; the voice's own when not given or not spoken by its engine. */
  language?: string
  /** Pronunciation dictionaries, applied in order. */
  locators?: PronunciationLocator[]
  /** What is said before and after it, for engines that fit their melody to it. */
  around?: { before: string; after: string }
}

/** A speech whose takes are being made by the workers, or exist. */
export interface SpokenText {
  plan: SpeechPlan
  /** Ends when the take is kept. @throws StudioError what the engine says; the signal's reason */
  untilKept(takeKey: TakeKey): Promise<void>
}

/**
 * Has a speech spoken before anything that waits in the queues, each utterance as a job of its own.
 * @throws StudioError `empty_text`, `pronunciation_dictionary_not_found`
 */
export async function speakNow(needs: Needs, request: SpeakRequest, signal: AbortSignal): Promise<SpokenText> {
  const { turns, language, around, locators = [] } = request
  const { plan, utterances } = planSpeech(turns, { language, around, rules: await readRules(needs.db, locators) })
  if (utterances.length === 0) throw new StudioError('empty_text', 'There is nothing to say in this text.')
  const missing = await withoutTake(needs.db, utterances)
  const waiting = new Map(missing.map(({ takeKey }) => [takeKey, untilKept(needs, takeKey, signal)]))
  for (const take of waiting.values()) take.catch(() => {}) // told when its turn comes
  for (const { takeKey, engineId, utterance, characters } of missing) {
    const batch = { tasks: [{ takeKey, engineId, utterance, characters }], announce: true }
    await needs.jobs.add(speakQueue(engineId), batch, { priority: priorities.interactive })
  }
  return { plan, untilKept: async (takeKey) => waiting.get(takeKey) }
}

/** A speech that was spoken before. */
export function spokenBefore(plan: SpeechPlan): SpokenText {
  return { plan, untilKept: async () => {} }
}

async function withoutTake<Task extends SpeakTask>(db: Database, tasks: Task[]): Promise<Task[]> {
  const kept = await listKeptKeys(
    db,
    tasks.map((task) => task.takeKey),
  )
  return tasks.filter((task) => !kept.has(task.takeKey))
}

/** Waits for the event that `speakBatch` tells; looks for itself where one may have been missed. */
async function untilKept({ db, events }: Needs, takeKey: TakeKey, signal: AbortSignal): Promise<void> {
  for (;;) {
    const heard = await events.next(`take:${takeKey}`, signal)
    if (heard.kind === 'event') return throwTold(heard.payload)
    if ((await listKeptKeys(db, [takeKey])).has(takeKey)) return
  }
}

function throwTold(payload: unknown): void {
  const { error } = payload as { error?: { code: string; message: string } }
  if (!error) return
  const code = error.code in errorCatalogue ? (error.code as ErrorCode) : 'engine_failed'
  throw new StudioError(code, error.message)
}
