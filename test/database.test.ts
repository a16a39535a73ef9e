import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { projects } from '#server/storage/schema.ts'
import { openTestDatabase, openTestServer } from '#test/database.ts'

test('each test has its own migrated, empty database', async () => {
  await using one = await openTestDatabase()
  await using other = await openTestDatabase()
  await one.db.execute(sql`insert into voice_settings values ('flite-slt', '{}')`)
  assert.equal((await one.db.execute(sql`select from voice_settings`)).rowCount, 1)
  assert.equal((await other.db.execute(sql`select from voice_settings`)).rowCount, 0)
  assert.equal(await other.db.$count(projects), 0)
})

test('a closed test database is dropped', async () => {
  await using server = await openTestServer()
  assert.ok(server.url)
  const closed = await openTestDatabase()
  await closed[Symbol.asyncDispose]()
  await using next = await openTestDatabase()
  const found = await next.pool.query('select from pg_database where datname = $1', [closed.connection.database])
  assert.equal(found.rowCount, 0)
})
