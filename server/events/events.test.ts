import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { StudioError } from '#server/base/errors.ts'
import { openLog } from '#server/base/log.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import { type Events, type Heard, openEvents } from './events.ts'

let database: TestDatabase
before(async () => {
  database = await openTestDatabase()
})
after(() => database[Symbol.asyncDispose]())

const log = openLog('silent')
const patience = () => AbortSignal.timeout(90_000)

function open(): Promise<Events> {
  return openEvents({ connection: database.connection, log })
}

test('an event reaches the subscribers of its topic in every process, and no others', async () => {
  await using here = await open()
  await using there = await open()
  const others: Heard[] = []
  here.subscribe('project:2', (heard) => others.push(heard))
  const heard = [here.next('project:1', patience()), there.next('project:1', patience())]
  await there.publish({ topic: 'project:1', payload: { title: 'Ümläute' } })
  const event = { kind: 'event', topic: 'project:1', payload: { title: 'Ümläute' } }
  assert.deepEqual(await Promise.all(heard), [event, event])
  assert.deepEqual(others, [])
})

test('an event in a transaction is told when that commits, and never when it rolls back', async () => {
  await using events = await open()
  const next = events.next('chapter:1', patience())
  await assert.rejects(
    database.db.transaction(async (transaction) => {
      await events.publish({ topic: 'chapter:1', payload: 'rolled back' }, { inTransaction: transaction })
      throw new Error('no')
    }),
  )
  const client = await database.pool.connect()
  await client.query('begin')
  await events.publish({ topic: 'chapter:1', payload: 'committed' }, { inTransaction: client })
  await client.query('commit')
  client.release()
  assert.deepEqual(await next, { kind: 'event', topic: 'chapter:1', payload: 'committed' })
})

test('an event too big for PostgreSQL is refused before it fails a transaction', async () => {
  await using events = await open()
  const publish = events.publish({ topic: 'project:1', payload: 'ä'.repeat(4_000) })
  await assert.rejects(publish, (error) => error instanceof StudioError && error.message.includes('8,000'))
})

test('a subscription ends without disturbing another of the same listener, and a failing listener disturbs none', async () => {
  await using events = await open()
  const heard: Heard[] = []
  const listener = (one: Heard) => heard.push(one)
  const unsubscribe = events.subscribe('voice:1', listener)
  events.subscribe('voice:1', () => {
    throw new Error('broken listener')
  })
  events.subscribe('voice:1', listener)
  unsubscribe()
  unsubscribe()
  const next = events.next('voice:1', patience())
  await events.publish({ topic: 'voice:1', payload: null })
  await next
  assert.equal(heard.length, 1)
})

test('waiting for an event ends with its signal', async () => {
  await using events = await open()
  const stop = new AbortController()
  const next = events.next('voice:1', stop.signal)
  stop.abort(new Error('enough'))
  await assert.rejects(next, /enough/)
  await assert.rejects(events.next('voice:1', stop.signal), /enough/)
})

test('a lost connection is made again, its subscribers are told, and events flow as before', async () => {
  await using events = await open()
  const told = events.next('project:1', patience())
  await loseConnections(database.connection)
  assert.deepEqual(await told, { kind: 'reconnected', topic: 'project:1' })
  const next = events.next('project:1', patience())
  await events.publish({ topic: 'project:1', payload: 1 })
  assert.equal((await next).kind, 'event')
})

test('an event can be told while the connection is being made again', async () => {
  await using events = await open()
  await using other = await open()
  const told = events.next('project:1', patience())
  await loseConnections(database.connection)
  await other.publish({ topic: 'project:2', payload: 1 })
  await told
})

async function loseConnections(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client({ ...connection, application_name: 'lectern/breaker' })
  await client.connect()
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name like '% events'`)
  await client.end()
}
