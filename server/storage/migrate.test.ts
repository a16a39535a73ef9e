import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import { hasCode } from '#server/base/errors.ts'
import { openLog } from '#server/base/log.ts'
import { openTestDatabase } from '#test/database.ts'
import { openDatabase } from './database.ts'
import { migrateDatabase, migrationsFolder } from './migrate.ts'
import journal from './migrations/meta/_journal.json' with { type: 'json' }
import type { ServerConnection } from './postgres/place.ts'
import * as schema from './schema.ts'

const log = openLog('silent')

test('the migrations make the tables that are described', async () => {
  const last = `./migrations/meta/${String(journal.entries.length - 1).padStart(4, '0')}_snapshot.json`
  const { default: snapshot } = await import(last, { with: { type: 'json' } })
  const missing = await generateMigration(snapshot, generateDrizzleJson(schema))
  assert.deepEqual(missing, [], 'run: npm run migration -- what-changes')
})

test('processes that start at once on an empty database migrate it once', async () => {
  await using server = await openTestDatabase()
  await using empty = await createEmpty(server)
  await Promise.all([1, 2, 3, 4].map(() => migratePatiently(empty.connection)))
  const { rowCount } = await empty.pool.query('select from drizzle.__drizzle_migrations')
  assert.equal(rowCount, journal.entries.length)
})

test('tables that others hold are told of, and not waited for without an end', async () => {
  await using server = await openTestDatabase()
  await using empty = await createEmpty(server)
  await migrateDatabase(empty.connection, journal.entries.length - 1)
  const holder = await empty.pool.connect()
  await holder.query("set application_name = 'pg_dump'; set idle_in_transaction_session_timeout = 0")
  const { rows } = await holder.query(
    "select string_agg(quote_ident(tablename), ', ') as all from pg_tables where schemaname = 'public'",
  )
  await holder.query(`begin; lock table ${rows[0].all} in access share mode`)
  const held = { code: 'database_unavailable', message: /held by .*pg_dump \(process \d+\)/ }
  await assert.rejects(migrateDatabase(empty.connection), held)
  await holder.query('rollback')
  holder.release()
  await migratePatiently(empty.connection)
})

test('a limit for all statements, as a server behind a pooler has one, is none for changing the tables', async () => {
  await using server = await openTestDatabase()
  await using empty = await createEmpty(server)
  await empty.pool.query(`
    create function dawdle() returns event_trigger language plpgsql as $$ begin perform pg_sleep(3); end $$;
    create event trigger slow on ddl_command_end when tag in ('CREATE SCHEMA') execute function dawdle()`)
  await migrateDatabase({ ...empty.connection, options: '-c statement_timeout=2s' })
})

test('tables that a newer Lectern has changed are refused', async () => {
  await using database = await openTestDatabase()
  await database.pool.query(
    `insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', ${Date.now() + 10 ** 11})`,
  )
  await assert.rejects(migrateDatabase(database.connection), {
    code: 'database_failed_to_start',
    message: /newer Lectern/,
  })
})

/** As processes that start do. */
async function migratePatiently(connection: ServerConnection): Promise<void> {
  await migrateDatabase(connection).catch((error) => {
    if (!hasCode(error, 'database_unavailable')) throw error
    return migratePatiently(connection)
  })
}

/** Up to this one they were written before versions ran side by side. */
const lastBefore = '0018_exports'
/** What a version before cannot live with: it still reads and writes the tables as it knows them. */
const takesAway = [
  /\bdrop (table|column|schema|type|function|view)\b/i,
  /\brename (to|column|constraint)\b/i,
  /\balter column \S+ (set not null|(set data )?type)\b/i,
  /\b(truncate|delete from)\b/i,
]

test('migrations only add, so that the version before works on while machines are updated one by one', () => {
  const later = journal.entries.map(({ tag }) => tag).filter((tag) => tag > lastBefore)
  for (const tag of later) {
    const sql = readFileSync(join(migrationsFolder, `${tag}.sql`), 'utf8').replaceAll('"', '')
    for (const statement of sql.split('--> statement-breakpoint')) {
      const wrong = takesAway.find((words) => words.test(statement)) ?? (needsValue(statement) ? 'a value' : undefined)
      assert.equal(wrong, undefined, `${tag} takes away what an older version needs: ${statement.trim()}`)
    }
  }
})

/** A new column of an old table that an older version would have to fill. */
function needsValue(statement: string): boolean {
  return /\badd column\b/i.test(statement) && /\bnot null\b/i.test(statement) && !/\bdefault\b/i.test(statement)
}

async function createEmpty(server: Awaited<ReturnType<typeof openTestDatabase>>) {
  const name = `test_${process.pid}_${randomUUID()}`
  await server.pool.query(`create database "${name}"`)
  const connection = { ...server.connection, database: name }
  const database = await openDatabase({ connection, applicationName: 'test', poolSize: 4, log })
  const close = async () => {
    await database[Symbol.asyncDispose]()
    await server.pool.query(`drop database "${name}" with (force)`)
  }
  return { ...database, connection, [Symbol.asyncDispose]: close }
}
