import { desc, type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'

/** As many as are half a megabyte where each has the longest name. */
const rowsAtOnce = 100

/** What a query of some rows takes: what is older than the ones before, the order, and how many. */
export interface Page {
  isOlder: SQL | undefined
  newestFirst: [SQL, SQL]
  limit: number
}

/** The rows of a table, newest first, some at a time: however many there are, they neither hold up others nor fill memory. */
export async function* readNewestFirst<Row extends { id: string }>(
  table: PgTable & { id: PgColumn; createdAt: PgColumn },
  read: (page: Page) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  const { createdAt, id } = table
  const newestFirst: Page['newestFirst'] = [desc(createdAt), desc(id)]
  let before: string[] = []
  do {
    // By the moment as the database has it, which is finer than a Date; one of those before may be deleted meanwhile.
    const oldest = sql`select ${createdAt}, ${id} from ${table} where ${id} = any(${sql.param(before)}::text[])`
    const isOlder = sql`(${createdAt}, ${id}) < (${oldest} order by ${createdAt}, ${id} limit 1)`
    const some = await read({ isOlder: before.length > 0 ? isOlder : undefined, newestFirst, limit: rowsAtOnce })
    yield some
    before = some.map((row) => row.id)
  } while (before.length === rowsAtOnce)
}
