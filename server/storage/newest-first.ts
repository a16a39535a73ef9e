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
  let last: string | undefined
  do {
    // By the moment as the database has it, which is finer than a Date.
    const isOlder =
      last && sql`(${createdAt}, ${id}) < (select ${createdAt}, ${id} from ${table} where ${id} = ${last})`
    const some = await read({ isOlder: isOlder || undefined, newestFirst, limit: rowsAtOnce })
    yield some
    last = some.length === rowsAtOnce ? some.at(-1)!.id : undefined
  } while (last)
}
