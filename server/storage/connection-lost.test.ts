import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { openLog } from '#server/base/log.ts'
import { openTestDatabase } from '#test/database.ts'
import { explainError, isConnectionLost } from './connection-lost.ts'
import { openDatabase, refuseOldServer } from './database.ts'
import { projects } from './schema.ts'

const log = openLog('silent')

test('a query whose connection is cut is `database_unavailable`, and the next one works', async () => {
  await using database = await openTestDatabase()
  const { rows } = await database.pool.query('select pg_backend_pid() as pid')
  const cut = database.db.execute('select pg_sleep(60)').catch((error) => error)
  const administrator = new pg.Client(database.connection)
  await administrator.connect()
  await administrator.query('select pg_terminate_backend($1)', [rows[0].pid])
  await administrator.end()
  assert.equal(explainError(await cut).code, 'database_unavailable')
  assert.equal(await database.db.$count(projects), 0)
})

test('a server that cannot be reached is `database_unavailable`', async () => {
  for (const connection of ['postgresql://me@127.0.0.1:1/none', 'postgresql://me@localhost/none?host=/nowhere']) {
    const opening = openDatabase({ connection, applicationName: 'test', poolSize: 1, log })
    await assert.rejects(opening, { code: 'database_unavailable' }, connection)
  }
})

test('a mistake in a query is no lost connection', async () => {
  await using database = await openTestDatabase()
  const error = await database.db.execute('select nonsense').catch((error) => error)
  assert.equal(isConnectionLost(error), false)
  assert.equal(explainError(error).code, 'internal_error')
  assert.match(explainError(error).message, /column "nonsense" does not exist/)
})

test('a missing file is no lost connection', () => {
  const error = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', syscall: 'open' })
  assert.equal(isConnectionLost(error), false)
})

test('PostgreSQL before 15 is refused', () => {
  assert.throws(() => refuseOldServer(140_012), { code: 'invalid_configuration', message: /PostgreSQL 14;/ })
  refuseOldServer(150_000)
})
