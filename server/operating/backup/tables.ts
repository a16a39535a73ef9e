import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import type pg from 'pg'
import * as schema from '#server/storage/schema.ts'
import { broken, readJson } from './tar.ts'

/** Which processes live is no part of a backup. */
const leftOut = new Set(['worker_engines'])

/** The names of all tables of a backup: those that others point to come first. */
export function listTables(): string[] {
  const tables = new Map(
    Object.values<unknown>(schema)
      .filter((one): one is PgTable => is(one, PgTable))
      .map((table) => [getTableConfig(table).name, getTableConfig(table)]),
  )
  const sorted = new Set<string>()
  const add = (name: string) => {
    if (sorted.has(name)) return
    for (const key of tables.get(name)!.foreignKeys) {
      const target = getTableConfig(key.reference().foreignTable).name
      if (target !== name) add(target)
    }
    sorted.add(name)
  }
  for (const name of tables.keys()) if (!leftOut.has(name)) add(name)
  return [...sorted]
}

const rowsPerStep = 500
/** Rows with the times of a whole chapter, or with the sources of a podcast, are large. */
const rowsPerLargeStep = 20
const largeTables = new Set(['chapter_snapshots', 'project_snapshots', 'conversion_takes', 'podcasts'])

/** The rows of a table as lines of JSON, some at a time, in the transaction of this connection. */
export async function* readRows(
  client: pg.ClientBase,
  table: string,
): AsyncGenerator<{ lines: Buffer; count: number }> {
  const step = largeTables.has(table) ? rowsPerLargeStep : rowsPerStep
  await client.query(`declare backup no scroll cursor for select row_to_json(t)::text as line from "${table}" as t`)
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`fetch ${step} from backup`)
    if (rows.length === 0) break
    yield { lines: Buffer.from(rows.map(({ line }) => `${line}\n`).join('')), count: rows.length }
  }
  await client.query('close backup')
}

/** Adds rows as `readRows` gives them. A column that they do not have gets its default. @returns how many @throws StudioError `backup_broken` */
export async function insertRows(client: pg.ClientBase, table: string, lines: string): Promise<number> {
  const rows = lines.split('\n').filter((line) => line !== '')
  const [first] = rows
  if (first === undefined) return 0
  const columns = Object.keys(readJson(first) as object).map((name) => `"${columnName(name)}"`)
  await client.query(
    `insert into "${table}" (${columns.join(', ')}) overriding system value
     select ${columns.join(', ')} from json_populate_recordset(null::"${table}", $1::json)`,
    [`[${rows.join(',')}]`],
  )
  return rows.length
}

const countersSql = `
  select quote_ident(table_name) as table, column_name as column
  from information_schema.columns where table_schema = 'public' and is_identity = 'YES'`

/** Has the numbers that tables give their rows go on behind those of the rows that were added. */
export async function continueNumbers(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(countersSql)
  for (const { table, column } of rows) {
    const next = `select coalesce(max("${column}"), 0) + 1 from ${table}`
    await client.query(`select setval(pg_get_serial_sequence($1, $2), (${next}), false)`, [table, column])
  }
}

/** It becomes part of a statement, and whoever wrote the file may have written anything. @throws StudioError `backup_broken` */
function columnName(name: string): string {
  if (/^[a-z]\w*$/.test(name)) return name
  throw broken('a table in it has a column that is none')
}
