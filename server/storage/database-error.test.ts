import assert from 'node:assert/strict'
import { createServer, connect as dial, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { retryOf, toStudioError } from '#server/base/errors.ts'
import { openLog } from '#server/base/log.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import { connectUnhurried } from './connect-unhurried.ts'
import { openDatabase, refuseOldServer } from './database.ts'
import { DatabaseError, isUniqueViolation, toDatabaseError } from './database-error.ts'
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
  assert.equal(toStudioError(await cut).code, 'database_unavailable')
  assert.equal(await database.db.$count(projects), 0)
})

test('a server that cannot be reached is `database_unavailable`', async () => {
  for (const connection of ['postgresql://me@127.0.0.1:1/none', 'postgresql://me@localhost/none?host=/nowhere']) {
    const opening = openDatabase({ connection, applicationName: 'test', poolSize: 1, log })
    await assert.rejects(opening, { code: 'database_unavailable' }, connection)
  }
})

test('a mistake in a query is no lost connection, and says what is wrong without quoting the query', async () => {
  await using database = await openTestDatabase()
  const error = await database.db.execute('select nonsense').catch((error) => error)
  const { code, message } = toStudioError(error)
  assert.equal(code, 'internal_error')
  assert.match(message, /^Something went wrong: column "nonsense" does not exist/)
})

test('the same failure of the network is the database’s only where the database met it', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 1.2.3.4:80'), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
  })
  assert.equal(toStudioError(refused).code, 'internal_error')
  assert.equal(retryOf(refused), 'counted')
})

test('a full disk of the database is a full disk', () => {
  const full = Object.assign(new pg.DatabaseError('could not extend file', 0, 'error'), { code: '53100' })
  assert.equal(toStudioError(toDatabaseError(full)).code, 'disk_full')
})

test('a database that takes no changes, as amidst a failover, is one to wait for', async () => {
  await using database = await openTestDatabase()
  const error = await database.db
    .transaction((db) => db.execute(sql`insert into voice_settings values ('x', '{}')`), { accessMode: 'read only' })
    .catch((error) => error)
  assert.equal(toStudioError(error).code, 'database_unavailable')
  assert.equal(retryOf(error), 'uncounted')
})

test('a row that is there already is known as such, also through what drizzle wraps around it', async () => {
  await using database = await openTestDatabase()
  const insert = () => database.db.execute(sql`insert into voice_settings values ('x', '{}')`)
  await insert()
  const error = await insert().catch((error) => error)
  assert.ok(isUniqueViolation(error))
  assert.ok(error.cause instanceof DatabaseError)
})

test('of two transactions in each other’s way both are done: the one that was given up begins again', async () => {
  await using database = await openTestDatabase()
  const { db } = database
  await db.execute(sql`insert into voice_settings values ('a', '{}'), ('b', '{}')`)
  const bothHold = barrier(2)
  let runs = 0
  const oneIsDone = Promise.withResolvers<void>()
  const crossing = async (first: string, second: string) => {
    await db.transaction(async (transaction) => {
      if (++runs > 2) await oneIsDone.promise // else it may be the first to lock again, and in the way again
      await transaction.execute(sql`select from voice_settings where voice_id = ${first} for update`)
      if (runs <= 2) await bothHold()
      await transaction.execute(sql`select from voice_settings where voice_id = ${second} for update`)
    })
    oneIsDone.resolve()
  }
  await Promise.all([crossing('a', 'b'), crossing('b', 'a')])
  assert.equal(runs, 3)
})

test('a statement that takes too long is ended, and the connection is of use again', async () => {
  await using real = await openTestDatabase()
  const options = { connection: real.connection, applicationName: 'test', poolSize: 1, log, statementLimitSeconds: 3 }
  await using database = await openDatabase(options)
  const error = await database.db.execute('select pg_sleep(60)').catch((error) => error)
  assert.equal(toStudioError(error).code, 'system_busy')
  assert.equal(await database.db.$count(projects), 0)
})

test('a wait for somebody’s lock ends too', async () => {
  await using real = await openTestDatabase()
  const options = { connection: real.connection, applicationName: 'test', poolSize: 2, log, statementLimitSeconds: 3 }
  await using database = await openDatabase(options)
  await real.db.transaction(async (holder) => {
    await holder.execute('lock table projects')
    const error = await database.db.$count(projects).catch((error) => error)
    assert.equal(toStudioError(error).code, 'system_busy')
  })
  assert.equal(await database.db.$count(projects), 0)
})

test('a server that falls silent holds neither a query nor the closing for ever', async (t) => {
  await using real = await openTestDatabase()
  const proxy = await openProxy(t, real)
  const connection = { ...real.connection, host: '127.0.0.1', port: proxy.port }
  const database = await openDatabase({
    connection,
    applicationName: 'test',
    poolSize: 2,
    log,
    statementLimitSeconds: 0.1,
  })
  assert.equal(await database.db.$count(projects), 0)
  proxy.fallSilent()
  const error = await database.db.$count(projects).catch((error) => error)
  assert.equal(toStudioError(error).code, 'database_unavailable')
  const hanging = database.db.transaction((transaction) => transaction.$count(projects)).catch((error) => error)
  await database[Symbol.asyncDispose]()
  assert.equal(toStudioError(await hanging).code, 'database_unavailable')
})

test('a statement that may take as long as it needs ends all the same when its server falls silent', async (t) => {
  await using real = await openTestDatabase()
  const proxy = await openProxy(t, real)
  const client = await connectUnhurried({ ...real.connection, host: '127.0.0.1', port: proxy.port }, 50)
  const waiting = assert.rejects(client.query('select pg_sleep(60)'), { code: 'database_unavailable' })
  proxy.fallSilent()
  await waiting
  await client.end()
})

test('PostgreSQL before 15 is refused', () => {
  assert.throws(() => refuseOldServer(140_012), { code: 'invalid_configuration', message: /PostgreSQL 14;/ })
  refuseOldServer(150_000)
})

/** Resolves for all when so many have come. */
function barrier(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  return () => {
    if (--count === 0) resolve()
    return promise
  }
}

/** Stands before a server and hands everything on, until it lets all connections hang. */
async function openProxy(t: TestContext, { connection }: TestDatabase) {
  const sockets: Socket[] = []
  let isSilent = false
  const server = createServer((client) => {
    const upstream = dial(`${connection.host}/.s.PGSQL.${connection.port}`)
    sockets.push(client, upstream)
    for (const socket of [client, upstream]) socket.on('error', () => {})
    client.on('data', (data) => isSilent || upstream.write(data))
    upstream.on('data', (data) => isSilent || client.write(data))
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return { port, fallSilent: () => void (isSilent = true) }
}
