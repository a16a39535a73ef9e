import type { ConversionId, TakeKey } from '#server/base/ids.ts'
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

/** Takes of one engine, spoken one after the other. */
export interface SpeakBatch {
  tasks: SpeakTask[]
  /** The conversion that waits for them. */
  conversionId?: ConversionId
  /** Someone is listening: tell each take and each failure at once, and do not try again. */
  announce?: boolean
}

export interface ConversionJob {
  conversionId: ConversionId
}

/** How urgent jobs are: what someone waits for goes before what may take all night. */
export const priorities = { interactive: 100, chapter: 10, project: 0 } as const

export const convertQueue = defineQueue<ConversionJob>({ name: 'convert', retryLimit: 5 })

export const publishQueue = defineQueue<ConversionJob>({ name: 'publish', retryLimit: 5 })

/** What became of batches whose worker died again and again: `giveUpBatch` tells their conversions. */
export const abandonedQueue = defineQueue<SpeakBatch>({ name: 'speak-abandoned', retryLimit: 5 })

/** Each engine has its own queue, so that a worker may be limited to some engines. */
export function speakQueue(engineId: string): Queue<SpeakBatch> {
  return defineQueue<SpeakBatch>({ name: `speak.${engineId}`, retryLimit: 3, deadLetter: abandonedQueue })
}
