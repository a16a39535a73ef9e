import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'

/** As long as a request may name something; a list of texts has so many of them, and of no more characters each. */
const longest = { text: 5_000, texts: 100, inTexts: 200 }

/**
 * The columns of a table for a list of its rows: what is longer than anybody writes is cut, so that a list can always be
 * given. Rows that were stored before there was a limit may hold megabytes; each by itself is read whole.
 */
export function shortColumns<Table extends PgTable>(table: Table): Table['_']['columns'] {
  const columns = Object.entries(getTableColumns(table) as Record<string, PgColumn>)
  return Object.fromEntries(columns.map(([name, column]) => [name, shorten(column)])) as never
}

function shorten(column: PgColumn): PgColumn | SQL {
  const type = column.getSQLType()
  if (type === 'text' && !column.primary) return shortText(column)
  return type === 'text[]' ? shortTexts(column) : column
}

/** The same for one of them. */
export function shortText<Column extends PgColumn>(column: Column): Column {
  return sql`left(${column}, ${sql.raw(String(longest.text))})` as never
}

function shortTexts(column: PgColumn): SQL {
  const some = sql`unnest(${column}[1:${sql.raw(String(longest.texts))}]) as one`
  const short = sql`array(select left(one, ${sql.raw(String(longest.inTexts))}) from ${some})`
  return sql`case when ${column} is not null then ${short} end`
}
