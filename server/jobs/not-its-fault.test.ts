import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import { openLog } from '#server/base/log.ts'
import { type Events, openEvents } from '#server/events/events.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import { openJobs } from './jobs.ts'
import { defineQueue } from './queue.ts'

const log = openLog('silent')
let database: TestDatabase
let events: Events
before(async () => {
  database = await openTestDatabase()
  events = await openEvents({ connection: database.connection, log })
})
after(async () => {
  await events[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

test('a job that may end between two steps goes on in another worker when its own closes', async (t) => {
  const queue = defineQueue({ name: 'in-steps', retryLimit: 0 })
  const closing = await openWorker()
  const started = Promise.withResolvers<void>()
  await closing.work(queue, { concurrency: 1 }, async (_data, run) => {
    started.resolve()
    await new Promise((resolve) => run.closing.addEventListener('abort', resolve))
    run.closing.throwIfAborted()
  })
  await closing.add(queue, {})
  await started.promise
  await closing[Symbol.asyncDispose]()
  await using other = await openWorker()
  const ended = Promise.withResolvers<void>()
  await other.work(queue, { concurrency: 1 }, async () => ended.resolve())
  await ended.promise
  await eventually(t, async () => (await stateOf('in-steps')) === 'completed')
})

test('losing the database does not count as a failure of the job', async (t) => {
  const queue = defineQueue({ name: 'unlucky', retryLimit: 0 })
  await using worker = await openWorker()
  let runs = 0
  await worker.work(queue, { concurrency: 1 }, async () => {
    runs++
    if (runs <= 3) throw Object.assign(new Error('terminating connection'), { code: '57P01' })
  })
  await worker.add(queue, {})
  await eventually(t, async () => (await stateOf('unlucky')) === 'completed')
  assert.equal(runs, 4)
})

function openWorker() {
  return openJobs({ connection: database.connection, events, log, role: 'worker' })
}

async function stateOf(queue: string): Promise<string> {
  const { rows } = await database.pool.query('select state from pgboss.job where name = $1', [queue])
  return rows[0].state
}

function eventually(t: TestContext, isSo: () => unknown): Promise<void> {
  return t.waitFor(async () => assert.ok(await isSo()), { interval: 20, timeout: 30_000 })
}
