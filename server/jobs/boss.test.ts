import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { openLog } from '#server/base/log.ts'
import { openTestPlace } from '#test/database.ts'
import { openStrictLog } from '#test/strict-log.ts'
import { openBoss } from './boss.ts'

test('a busy queue beside a transaction in somebody else’s database is nothing to warn of', async (t) => {
  await using place = await openTestPlace()
  await using elsewhere = await openTestPlace()
  const log = openStrictLog()
  const boss = await openBoss({ connection: place.connection, log: log.log, works: false })
  t.after(() => boss.stop())
  const told: string[] = []
  boss.on('warning', ({ message }) => told.push(message))
  await using other = await connect(elsewhere.connection)
  await other.client.query('begin isolation level repeatable read')
  await other.client.query('select 1')
  await using own = await connect(place.connection)
  await boss.createQueue('busy')
  for (let pass = 0; pass < 2; pass++) {
    await boss.insert(
      'busy',
      Array.from({ length: 500 }, () => ({})),
    )
    await own.client.query(`vacuum pgboss.job_common`)
    await own.client.query(`update pgboss.job_common set priority = priority + 1`)
    await own.client.query(`select pg_stat_force_next_flush()`)
    await boss.supervise()
  }
  assert.match(String(told), /horizon is pinned/)
  log.check()
})

test('a process that stands still in the midst of a transaction of the queue lets go of what it holds', async (t) => {
  await using place = await openTestPlace()
  const boss = await openBoss({ connection: place.connection, log: openLog('silent'), works: false })
  t.after(() => boss.stop())
  const transaction = await boss.getDb().beginTransaction!()
  const { rows } = await transaction.db.executeSql('show idle_in_transaction_session_timeout')
  await transaction.rollback()
  assert.deepEqual(rows, [{ idle_in_transaction_session_timeout: '15s' }])
})

async function connect(connection: pg.ClientConfig): Promise<AsyncDisposable & { client: pg.Client }> {
  const client = new pg.Client(connection)
  await client.connect()
  return { client, [Symbol.asyncDispose]: () => client.end() }
}
