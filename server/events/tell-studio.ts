import { sql } from 'drizzle-orm'
import { inGroups } from '#server/base/in-groups.ts'
import type { Database } from '#server/storage/database.ts'
import { channel, type Topic, toPayload } from './events.ts'

/** The one topic of all that browsers are told. */
export const studioChanged: Topic = 'studio:changed'

/** What changed in a project, for the browsers that show it: never what it looks like now. */
export type StudioChange =
  | { kind: 'project.changed'; projectId: string; revision: number }
  | { kind: 'project.progress'; projectId: string; chapterId?: string; progress: number }
  | { kind: 'project.deleted'; projectId: string }
  | { kind: 'chapter.changed'; projectId: string; chapterId: string; version: number }
  | { kind: 'block.state'; projectId: string; chapterId: string; blockId: string; state: string }
  | { kind: 'cast.changed'; projectId: string; state: string; progress: number }
  | { kind: 'export.changed'; exportId: string; state: string; progress: number }

/** Tells browsers, in the transaction that makes the change, or at once. */
export async function tellStudio(db: Database, changes: StudioChange[]): Promise<void> {
  for (const some of inGroups(changes, toldAtOnce)) {
    const payloads = some.map((change) => toPayload({ topic: studioChanged, payload: change }))
    await db.execute(sql`select pg_notify(${channel}, payload) from unnest(${sql.param(payloads)}::text[]) as payload`)
  }
}

/** Writing more down at once would hold up the event loop. */
const toldAtOnce = 500
