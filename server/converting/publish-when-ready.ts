import type { Jobs } from '#server/jobs/jobs.ts'
import { priorities } from '#server/speaking/speak-queue.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { type Conversion, groupOf } from './conversion-store.ts'
import { isWaitingForTakes } from './frozen-plan.ts'
import { publishQueue } from './queues.ts'

type Needs = { db: Database; jobs: Jobs }

/**
 * Queues the publishing of a conversion when each of its takes exists or has failed for good. Asked after every batch:
 * what counts is which takes exist, not which jobs have ended, so it does not matter who made them or in which order.
 */
export async function publishWhenReady(
  { db, jobs }: Needs,
  conversion: Conversion,
  options: { inTransaction?: Transaction } = {},
): Promise<void> {
  if (await isWaitingForTakes(options.inTransaction ?? db, conversion.id)) return
  const job = { onlyOnePer: conversion.id, priority: priorities.chapter, group: groupOf(conversion), ...options }
  await jobs.add(publishQueue, { conversionId: conversion.id }, job)
}
