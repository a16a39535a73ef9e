import { getTableColumns, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Transaction } from './database.ts'

/** So many rows at a time are a few milliseconds. */
const rowsAtOnce = 2_000

/**
 * All rows of a query, read some at a time: to make values of tens of thousands at once would hold up the event loop. Each
 * column is called as the query names it: see `namedColumns`.
 */
export async function readInPieces<Row extends Record<string, unknown>>(
  db: Transaction,
  query: SQLWrapper,
): Promise<Row[]> {
  const all: Row[] = []
  await db.execute(sql`declare pieces no scroll cursor for ${query}`)
  for (;;) {
    const { rows } = await db.execute(sql`fetch ${sql.raw(String(rowsAtOnce))} from pieces`)
    for (const row of rows) all.push(row as Row)
    if (rows.length < rowsAtOnce) break
  }
  await db.execute(sql`close pieces`)
  return all
}

/** All columns of a table, under the names that they have here. */
export function namedColumns<Table extends PgTable>(
  table: Table,
): { [Name in keyof Table['_']['columns']]: SQL.Aliased } {
  const columns = Object.entries(getTableColumns(table)).map(([name, column]) => [name, sql`${column}`.as(name)])
  return Object.fromEntries(columns)
}
