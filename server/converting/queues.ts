import type { ConversionId } from '#server/base/ids.ts'
import { defineQueue } from '#server/jobs/queue.ts'

export interface ConversionJob {
  conversionId: ConversionId
}

export const convertQueue = defineQueue<ConversionJob>({ name: 'convert', retryLimit: 5 })

export const publishQueue = defineQueue<ConversionJob>({ name: 'publish', retryLimit: 5 })
