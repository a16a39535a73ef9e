import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { projects } from '#server/storage/schema.ts'
import { keepTestDatabases, openTestDatabase, openTestServer, type TestDatabase } from '#test/database.ts'

test('each test has its own migrated, empty database', async () => {
  await using one = await openTestDatabase()
  await using other = await openTestDatabase()
  await one.db.execute(sql`insert into voice_settings values ('flite-slt', '{}')`)
  assert.equal((await one.db.execute(sql`select from voice_settings`)).rowCount, 1)
  assert.equal((await other.db.execute(sql`select from voice_settings`)).rowCount, 0)
  assert.equal(await other.db.$count(projects), 0)
})

test('what a test has written is gone from its database before another gets it, and what it began with is back', async () => {
  await using _ = keepTestDatabases()
  const first = await openTestDatabase()
  const whole = await readAll(first)
  await first.db.execute(sql`insert into voice_settings values ('flite-slt', '{}')`)
  await first.db.execute(sql`update pgboss.queue set retry_limit = 99`)
  await first.db.execute(sql`delete from pgboss.queue where name like '%import%'`)
  await first.db.execute(sql`select nextval('cast_changes_id_seq')`)
  assert.notDeepEqual(await readAll(first), whole)
  await first[Symbol.asyncDispose]()
  await using next = await openTestDatabase()
  assert.equal(next.connection.database, first.connection.database)
  assert.deepEqual(await readAll(next), whole)
})

const changes: Record<string, string> = {
  'a table': 'create table another (id int)',
  'a trigger': `create function nothing() returns trigger language plpgsql as 'begin return new; end';
    create trigger idle before update on projects for each row execute function nothing()`,
  'a column fewer': 'alter table voice_settings drop column settings',
  'what the planner knows': 'analyze pgboss.queue',
  'much room': `insert into settings select number, to_jsonb(repeat('x', 1000)) from generate_series(1, 9000) as number`,
}

for (const [change, statement] of Object.entries(changes))
  test(`${change === 'a table' ? '' : 'proof: '}a database that a test leaves otherwise is dropped: ${change}`, async () => {
    await using _ = keepTestDatabases()
    const changed = await openTestDatabase()
    await changed.pool.query(statement)
    await assertIsDropped(changed)
  })

test('proof: a database that somebody has not left is dropped', async () => {
  await using _ = keepTestDatabases()
  const database = await openTestDatabase()
  const somebody = new pg.Client({ ...database.connection, application_name: 'lectern/test' })
  somebody.on('error', () => {}) // it is cut off
  await somebody.connect()
  await assertIsDropped(database)
})

test('databases that were kept are dropped at the end', async () => {
  await using server = await openTestServer()
  assert.ok(server.url)
  const keeping = keepTestDatabases()
  const closed = await openTestDatabase()
  await closed[Symbol.asyncDispose]()
  await keeping[Symbol.asyncDispose]()
  await using other = await openTestDatabase()
  assert.equal(await isThere(closed, other), false)
})

async function assertIsDropped(database: TestDatabase): Promise<void> {
  await database[Symbol.asyncDispose]()
  await using other = await openTestDatabase()
  assert.equal(await isThere(database, other), false)
}

/** Whether a database is there, seen from another. */
async function isThere({ connection }: TestDatabase, { pool }: TestDatabase): Promise<boolean> {
  const { rows } = await pool.query('select from pg_database where datname = $1', [connection.database])
  return rows.length > 0
}

/** All rows of all tables, and where sequences are. */
async function readAll({ pool }: TestDatabase): Promise<unknown[]> {
  const { rows: tables } = await pool.query(`select oid::regclass::text as name from pg_class
    where relkind in ('r', 'S') and relnamespace::regnamespace::text in ('public', 'drizzle', 'pgboss')`)
  const all: unknown[] = []
  for (const { name } of tables) {
    const { rows } = await pool.query(`select * from ${name}`)
    all.push([name, rows.map(({ log_cnt: _, ...row }) => JSON.stringify(row)).toSorted()])
  }
  return all
}
