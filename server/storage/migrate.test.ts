import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import { openLog } from '#server/base/log.ts'
import { openTestDatabase } from '#test/database.ts'
import { openDatabase } from './database.ts'
import { migrateDatabase } from './migrate.ts'
import journal from './migrations/meta/_journal.json' with { type: 'json' }
import * as schema from './schema.ts'

const log = openLog('silent')

test('the migrations make what schema.ts describes', async () => {
  const last = `./migrations/meta/${String(journal.entries.length - 1).padStart(4, '0')}_snapshot.json`
  const { default: snapshot } = await import(last, { with: { type: 'json' } })
  const missing = await generateMigration(snapshot, generateDrizzleJson(schema))
  assert.deepEqual(missing, [], 'run: npx drizzle-kit generate --name what-changes')
})

test('processes that start at once on an empty database migrate it once', async () => {
  await using server = await openTestDatabase()
  await using empty = await createEmpty(server)
  await Promise.all([1, 2, 3, 4].map(() => migrateDatabase(empty.pool)))
  const { rowCount } = await empty.pool.query('select from drizzle.__drizzle_migrations')
  assert.equal(rowCount, journal.entries.length)
})

test('tables that a newer Lectern has changed are refused', async () => {
  await using database = await openTestDatabase()
  await database.pool.query(
    `insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', ${Date.now() + 10 ** 11})`,
  )
  await assert.rejects(migrateDatabase(database.pool), { code: 'database_failed_to_start', message: /newer Lectern/ })
})

async function createEmpty(server: Awaited<ReturnType<typeof openTestDatabase>>) {
  const name = `test_${process.pid}_${randomUUID()}`
  await server.pool.query(`create database "${name}"`)
  const connection = { ...server.connection, database: name }
  const database = await openDatabase({ connection, applicationName: 'test', poolSize: 4, log })
  const close = async () => {
    await database[Symbol.asyncDispose]()
    await server.pool.query(`drop database "${name}" with (force)`)
  }
  return { ...database, [Symbol.asyncDispose]: close }
}
