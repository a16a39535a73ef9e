import { type Id, newId, type ProjectId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { defineQueue } from '#server/jobs/queue.ts'
import type { Transaction } from '#server/storage/database.ts'
import { callbacks } from '#server/storage/schema.ts'
import type { CallbackMessage } from './callback-messages.ts'

export type CallbackId = Id<'callback'>

export interface CallbackJob {
  callbackId: CallbackId
}

/**
 * The pauses, each double the one before and at most three hours, add up to about a day. The callbacks of one receiver are a
 * group, so that one that does not answer holds up nobody else.
 */
export const callbackQueue = defineQueue<CallbackJob>({
  name: 'callback',
  retryLimit: 16,
  retryDelaySeconds: 15,
  retryDelayMaxSeconds: 3 * 3600,
  concurrencyOfGroup: 2,
  expireInSeconds: 120,
})

export interface NewCallback {
  projectId: ProjectId
  url: string
  message: CallbackMessage
}

/** Writes a callback down and queues its delivery; both happen when the caller's transaction commits. */
export async function queueCallback(
  { jobs }: { jobs: Jobs },
  { projectId, url, message }: NewCallback,
  { inTransaction: db }: { inTransaction: Transaction },
): Promise<CallbackId> {
  const callbackId = newId<CallbackId>()
  await db.insert(callbacks).values({ id: callbackId, projectId, url, body: message })
  await jobs.add(callbackQueue, { callbackId }, { group: `callbacks to ${new URL(url).host}`, inTransaction: db })
  return callbackId
}
