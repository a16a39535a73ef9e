import { newId, type ProjectId } from '#server/base/ids.ts'
import { inGroups } from '#server/base/in-groups.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { defineQueue } from '#server/jobs/queue.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { callbacks } from '#server/storage/schema.ts'
import type { CallbackMessage } from './callback-messages.ts'
import { type CallbackId, findWaiting } from './callback-store.ts'

export interface CallbackJob {
  callbackId: CallbackId
}

/**
 * The pauses, each double the one before and at most three hours, add up to about a day. The callbacks of one
 * receiver are a group, so that one that does not answer holds up nobody else; and those of one key have turns together, so that
 * neither does who names a thousand receivers.
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
  /** Who had it converted: the hash of a key, or nothing. */
  asker: string
  message: CallbackMessage
}

/** Writes callbacks down and queues their delivery; both happen when the caller's transaction commits. Answers their ids. */
export async function queueCallbacks(
  { jobs }: { jobs: Jobs },
  given: NewCallback[],
  { inTransaction: db }: { inTransaction: Transaction },
): Promise<CallbackId[]> {
  const rows = given.map(({ projectId, url, message }) => ({ id: newId<CallbackId>(), projectId, url, body: message }))
  for (const some of inGroups(rows, insertedAtOnce)) await db.insert(callbacks).values(some)
  const added = rows.map((row, index) => toJob(row, given[index]!.asker))
  await jobs.addMany(callbackQueue, added, { inTransaction: db, takesTurns: true })
  return rows.map(({ id }) => id)
}

/** Writing more down at once would hold up the event loop. */
const insertedAtOnce = 500

function toJob({ id, url }: { id: CallbackId; url: string }, asker: string) {
  const turnsOf = `callbacks of ${asker} to `
  return { data: { callbackId: id }, group: `${turnsOf}${new URL(url).host}`, turnsOf }
}

/**
 * Queues the delivery of a callback once more whose job was lost, by a hand or a restored backup: all that it tells is there, and
 * its receiver would hear of nothing else. However many workers find it at once, it is sent by one.
 */
export async function requeueCallback({ db, jobs }: { db: Database; jobs: Jobs }, id: CallbackId): Promise<void> {
  const callback = await findWaiting(db, id)
  if (!callback) return
  const added = { ...toJob({ id, url: callback.url }, ''), onlyOnePer: id }
  await jobs.addMany(callbackQueue, [added], { takesTurns: true })
}
