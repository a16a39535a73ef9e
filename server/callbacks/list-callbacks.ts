import { and, desc, eq, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import { type CallbackState, callbacks } from '#server/storage/schema.ts'
import type { CallbackId } from './callback-store.ts'

/** A callback as people see it. */
export interface Callback {
  id: CallbackId
  projectId: ProjectId
  url: string
  body: unknown
  state: CallbackState
  attempts: number
  /** The HTTP status of the last answer; null when there was none. */
  lastStatus: number | null
  /** Why the last attempt was no delivery. */
  lastError: string | null
  createdAt: Date
  deliveredAt: Date | null
}

export interface CallbackPage {
  callbacks: Callback[]
  /** Gives the page after this one; null on the last. */
  nextCursor: string | null
}

/**
 * The callbacks of a project, or of all, newest first.
 * @throws StudioError `invalid_parameters` for a cursor that leads nowhere (any more)
 */
export async function listCallbacks(
  db: Database,
  { projectId, pageSize, cursor }: { projectId?: ProjectId; pageSize: number; cursor?: string },
): Promise<CallbackPage> {
  if (cursor !== undefined) await checkCursor(db, cursor)
  const rows = await db
    .select()
    .from(callbacks)
    .where(
      and(
        projectId === undefined ? undefined : eq(callbacks.projectId, projectId),
        cursor === undefined ? undefined : sql`(${callbacks.createdAt}, ${callbacks.id}) < (${placeOf(cursor)})`,
      ),
    )
    .orderBy(desc(callbacks.createdAt), desc(callbacks.id))
    .limit(pageSize + 1)
  const page = rows.slice(0, pageSize) as Callback[]
  return { callbacks: page, nextCursor: rows.length > pageSize ? page.at(-1)!.id : null }
}

async function checkCursor(db: Database, cursor: string): Promise<void> {
  const [row] = await db.select({ id: callbacks.id }).from(callbacks).where(eq(callbacks.id, cursor))
  if (row) return
  throw new StudioError('invalid_parameters', 'The cursor leads to no callback; begin again without it.', {
    param: 'cursor',
  })
}

/** The cursor is the id of the last callback of a page: its time has more digits than JavaScript keeps. */
function placeOf(cursor: string) {
  return sql`select created_at, id from callbacks where id = ${cursor}`
}
