import { and, eq, ne, sql } from 'drizzle-orm'
import type { StudioError } from '#server/base/errors.ts'
import type { Id } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import { callbacks } from '#server/storage/schema.ts'

export type CallbackId = Id<'callback'>

export type WaitingCallback = { url: string; body: unknown }

/** What one attempt came to: the status when there was an answer, and why it was no delivery. */
export type CallbackAttempt = { status?: number; error?: StudioError }

/** A callback that is still to be sent; nothing when it was delivered or has failed. */
export async function findWaiting(db: Database, id: CallbackId): Promise<WaitingCallback | undefined> {
  const [row] = await db
    .select({ url: callbacks.url, body: callbacks.body })
    .from(callbacks)
    .where(and(eq(callbacks.id, id), eq(callbacks.state, 'waiting')))
  return row
}

/** Notes an attempt; one without an error is the delivery, and what a slower worker comes to say after it changes nothing. */
export async function writeAttempt(db: Database, id: CallbackId, { status, error }: CallbackAttempt): Promise<void> {
  await db
    .update(callbacks)
    .set({
      attempts: sql`${callbacks.attempts} + 1`,
      lastStatus: status ?? null,
      lastError: error?.message ?? null,
      ...(error ? {} : { state: 'delivered', deliveredAt: sql`now()` }),
    })
    .where(and(eq(callbacks.id, id), ne(callbacks.state, 'delivered')))
}

/** @param reason for the log, when no attempt has left one */
export async function writeFailed(db: Database, id: CallbackId, reason: string): Promise<void> {
  await db
    .update(callbacks)
    .set({ state: 'failed', lastError: sql`coalesce(${callbacks.lastError}, ${reason})` })
    .where(and(eq(callbacks.id, id), eq(callbacks.state, 'waiting')))
}

/** How long a callback that has ended is kept after its project is gone. */
const keptDays = 7

/** Forgets the callbacks of projects that are gone, some time after they have ended. */
export async function deleteOldCallbacks(db: Database): Promise<void> {
  await db.execute(sql`
    delete from callbacks where state <> 'waiting' and created_at < now() - ${keptDays} * interval '1 day'
      and not exists (select from projects where projects.id = callbacks.project_id)`)
}

/** The callbacks that are still to be sent. */
export async function listWaiting(db: Database): Promise<CallbackId[]> {
  const rows = await db.select({ id: callbacks.id }).from(callbacks).where(eq(callbacks.state, 'waiting'))
  return rows.map(({ id }) => id as CallbackId)
}
