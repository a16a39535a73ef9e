import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { toStudioError } from '#server/base/errors.ts'
import { openTestDatabase } from '#test/database.ts'
import { until } from '#test/until.ts'
import { DatabaseClient } from './database-client.ts'

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
