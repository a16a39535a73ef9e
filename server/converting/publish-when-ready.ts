import type { Jobs } from '#server/jobs/jobs.ts'
import { listUtterances } from '#server/planning/plan-chapter.ts'
import type { Database } from '#server/storage/database.ts'
import { listKeptKeys } from '#server/takes/take-store.ts'
import { type Conversion, findPlan, groupOf, listFailures } from './conversion-store.ts'
import { priorities, publishQueue } from './queues.ts'

type Needs = { db: Database; jobs: Jobs }

/**
 * Queues the publishing of a conversion when each of its takes exists or has failed for good. Asked after every batch:
 * what counts is which takes exist, not which jobs have ended, so it does not matter who made them or in which order.
 */
export async function publishWhenReady(needs: Needs, conversion: Conversion): Promise<void> {
  const plan = await findPlan(needs.db, conversion.id)
  if (!plan) return
  const keys = listUtterances(plan).map((one) => one.takeKey)
  const kept = await listKeptKeys(needs.db, keys)
  const failed = new Set((await listFailures(needs.db, conversion.id)).map((failure) => failure.takeKey))
  if (!keys.every((key) => kept.has(key) || failed.has(key))) return
  const options = { onlyOnePer: conversion.id, priority: priorities.chapter, group: groupOf(conversion) }
  await needs.jobs.add(publishQueue, { conversionId: conversion.id }, options)
}
