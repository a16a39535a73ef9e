import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { toStudioError } from '#server/base/errors.ts'
import { openLog } from '#server/base/log.ts'
import { openTestDatabase } from '#test/database.ts'
import { until } from '#test/until.ts'
import { openDatabase } from './database.ts'
import { DatabaseClient } from './database-client.ts'
import { projects } from './schema.ts'

test('a connection is given back when its transaction does not even begin, as when the server is lost', async () => {
  await using database = await openTestDatabase()
  const { db, pool } = database
  const impossible = { isolationLevel: 'none' as 'serializable' }
  for (let time = 0; time <= pool.options.max!; time++) {
    await assert.rejects(
      db.transaction(async () => {}, impossible),
      /begin isolation level none/,
    )
  }
  assert.equal((await db.execute(sql`select 1 as one`)).rows[0]!.one, 1)
})

test('a transaction keeps all or nothing, also one inside another', async () => {
  await using database = await openTestDatabase()
  const { db } = database
  const insert = (key: string) => sql`insert into voice_settings values (${key}, '{}')`
  await db.transaction(async (outer) => {
    await outer.execute(insert('kept'))
    const inner = outer.transaction(async (inside) => {
      await inside.execute(insert('dropped'))
      throw new Error('no')
    })
    await assert.rejects(inner, /no/)
  })
  const { rows } = await db.execute(sql`select voice_id from voice_settings`)
  assert.deepEqual(rows, [{ voice_id: 'kept' }])
})

test('a transaction whose own work kept it idle for too long is told so, not that the server is away', async () => {
  await using database = await openTestDatabase()
  const { db } = database
  const idle = db.transaction(async (inside) => {
    const { rows } = await inside.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
    await inside.execute(sql`set local idle_in_transaction_session_timeout = 20`)
    await until('PostgreSQL has ended it', async () => {
      const alive = await db.execute(sql`select from pg_stat_activity where pid = ${rows[0]!.pid}`)
      return alive.rows.length === 0
    })
    await setImmediate() // what it said at the end has come, and is read before the next statement is sent
    await inside.execute(sql`select 1`)
  })
  const { code, message } = toStudioError(await idle.catch((error) => error))
  assert.equal(code, 'system_busy')
  assert.match(message, /idle-in-transaction/)
})

test('behind a pooler, too, a transaction that stands still lets go of what it holds', async () => {
  await using direct = await openTestDatabase()
  const { connection } = direct
  const options = {
    connection,
    applicationName: 'test',
    poolSize: 1,
    log: openLog('silent'),
    statementLimitSeconds: 0.2,
  }
  await using pooled = await openDatabase({ ...options, hasPooler: true })
  await pooled.pool.query('reset all') // as where it is handed to another connection than the one that was set up
  const standing = pooled.db.transaction(async (inside) => {
    await inside.execute(sql`lock table projects`)
    await direct.db.$count(projects) // waits until it lets go
    await setImmediate()
    await inside.execute(sql`select 1`)
  })
  const { code, message } = toStudioError(await standing.catch((error) => error))
  assert.equal(code, 'system_busy')
  assert.match(message, /idle-in-transaction/)
})

test('a row that is added is not looked up by the plan of when the table that it refers to was small', async () => {
  await using database = await openTestDatabase()
  const read = await database.db.transaction(async (inside) => {
    const add = (from: number, to: number) => sql`
      insert into pages select number from generate_series(${from}::int, ${to}::int) as number`
    const refer = (to: number) => sql`insert into notes select number from generate_series(1, ${to}::int) as number`
    const readSoFar = async () => {
      const { rows } = await inside.execute<{ count: number }>(sql`
        select (seq_tup_read + idx_tup_fetch)::int as count from pg_stat_xact_user_tables where relname = 'pages'`)
      return rows[0]!.count
    }
    await inside.execute(sql`create table pages (id int primary key)`)
    await inside.execute(sql`create table notes (page int references pages)`)
    await inside.execute(add(1, 10))
    await inside.execute(sql`analyze pages`)
    await inside.execute(refer(10)) // so often that PostgreSQL would keep its plan
    await inside.execute(add(11, 10_000))
    const before = await readSoFar()
    await inside.execute(refer(10_000))
    return (await readSoFar()) - before
  })
  assert.ok(read <= 20_000, `${read} rows are read for 10,000`)
})

test('a connection that is lost while nobody asks anything of it ends no process, and is told by the next statement', async () => {
  await using database = await openTestDatabase()
  const client = new DatabaseClient({ ...database.connection, application_name: 'mute' })
  await client.connect()
  const ended = new Promise<void>((resolve) => client.once('end', resolve))
  await database.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mute'`)
  try {
    await ended
    await assert.rejects(client.query('select 1'), { code: 'database_unavailable' })
  } finally {
    await client.end()
  }
})
