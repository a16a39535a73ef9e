import type { BlockId, ConversionId, TakeKey } from '#server/base/ids.ts'
import type { Utterance } from '#server/engines/engine.ts'
import { defineQueue, type Queue } from '#server/jobs/queue.ts'

/** One take to be made. */
export interface SpeakTask {
  takeKey: TakeKey
  engineId: string
  utterance: Utterance
  /** Written code points that it says, for the progress. */
  characters: number
}

/** A planned utterance as a task, without what only its plan needs: jobs are small. */
export function toSpeakTask({ takeKey, engineId, utterance, characters }: SpeakTask): SpeakTask {
  return { takeKey, engineId, utterance, characters }
}

/** Takes of one engine, spoken one after the other. */
export interface SpeakBatch {
  tasks: SpeakTask[]
  /** The conversion that waits for them. */
  conversionId?: ConversionId
  /** The block that somebody asked to hear; converting/block-speeches.ts. */
  blockId?: BlockId
  /** Someone is listening: tell each take and each failure at once, and do not try again. */
  announce?: boolean
}

/** How urgent jobs are: what someone waits for goes before what may take all night. */
export const priorities = { interactive: 100, listening: 50, chapter: 10, project: 0 } as const

/** Each engine has its own queue, so that a worker may be limited to some engines. */
export function speakQueue(engineId: string): Queue<SpeakBatch> {
  return defineQueue<SpeakBatch>({ name: `${speakQueues.name}.${engineId}`, family: speakQueues.name })
}

/** Those of all engines together. */
export const speakQueues = defineQueue<SpeakBatch>({ name: 'speak' })
