import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openLog } from '#server/base/log.ts'
import { type Events, openEvents } from '#server/events/events.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import { until } from '#test/until.ts'
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

test('a job that may end between two steps goes on in another worker when its own closes', async () => {
  const queue = defineQueue({ name: 'in-steps', retryLimit: 0 })
  const closing = await openWorker()
  const started = Promise.withResolvers<void>()
  await closing.work({
    queue,
    concurrency: 1,
    run: async (_data, run) => {
      started.resolve()
      await new Promise((resolve) => run.closing.addEventListener('abort', resolve))
      run.closing.throwIfAborted()
    },
    giveUp: async () => {},
  })
  await closing.add(queue, {})
  await started.promise
  await closing[Symbol.asyncDispose]()
  await using other = await openWorker()
  const ended = Promise.withResolvers<void>()
  await other.work({ queue, concurrency: 1, run: async () => ended.resolve(), giveUp: async () => {} })
  await ended.promise
  await until('it is completed', async () => (await stateOf('in-steps')) === 'completed')
})

test('losing the database does not count as a failure of the job', async () => {
  const queue = defineQueue({ name: 'unlucky', retryLimit: 0 })
  await using worker = await openWorker()
  let runs = 0
  await worker.work({
    queue,
    concurrency: 1,
    run: async () => {
      runs++
      if (runs <= 3) await database.pool.query('select pg_terminate_backend(pg_backend_pid())')
    },
    giveUp: async () => {},
  })
  await worker.add(queue, {})
  await until('it is completed', async () => (await stateOf('unlucky')) === 'completed')
  assert.equal(runs, 4)
})

test('a job of which the database goes away again and again is given up', async () => {
  const queue = defineQueue({ name: 'deadly', retryLimit: 0 })
  await using worker = await openWorker()
  let told = ''
  await worker.add(queue, {})
  // As if it had happened a hundred times by now.
  await database.pool.query(`
    update pgboss.job set retry_limit = 100, retry_count = 99, started_on = now(), output = '{"putBacks": {"outage": 100}}'
    where name = 'deadly'`)
  await worker.work({
    queue,
    concurrency: 1,
    run: async () => void (await database.pool.query('select pg_terminate_backend(pg_backend_pid())')),
    giveUp: async (_data, { code }) => void (told = code),
  })
  await until('it is told', () => told)
  assert.equal(told, 'database_unavailable')
})

test('a job that had to wait for its files for long is not failed by an outage of the database', async () => {
  const queue = defineQueue({ name: 'patient', retryLimit: 0 })
  await using worker = await openWorker()
  await worker.add(queue, {})
  // As if the files had been away for ten minutes.
  await database.pool.query(`
    update pgboss.job set retry_limit = 600, retry_count = 599, started_on = now(), output = '{"putBacks": {"absence": 600}}'
    where name = 'patient'`)
  let runs = 0
  await worker.work({
    queue,
    concurrency: 1,
    run: async () => {
      runs++
      if (runs === 1) await database.pool.query('select pg_terminate_backend(pg_backend_pid())')
    },
    giveUp: async () => {},
  })
  await until('it has ended', async () => ['completed', 'failed'].includes(await stateOf('patient')))
  assert.equal(await stateOf('patient'), 'completed')
  const { rows } = await database.pool.query(`select retry_count, retry_limit from pgboss.job where name = 'patient'`)
  assert.deepEqual(rows, [{ retry_count: 601, retry_limit: 601 }])
})

test('after an outage a failed job waits no longer than any other that failed', async () => {
  const queue = defineQueue({ name: 'long-outage' })
  await using worker = await openWorker()
  let runs = 0
  await worker.work({
    queue,
    concurrency: 1,
    run: async () => {
      runs++
      // As if the database, or the voice, had been away for long.
      if (runs === 1) {
        await database.pool.query(`
          update pgboss.job set retry_count = retry_count + 20, retry_limit = retry_limit + 20 where name = 'long-outage'`)
        await database.pool.query('select pg_terminate_backend(pg_backend_pid())')
      }
      if (runs === 2) throw new Error('A hiccup.')
    },
    giveUp: async () => {},
  })
  await worker.add(queue, {})
  await until('it ran twice', () => runs === 2)
  await until('it waits to run again', async () => (await stateOf('long-outage')) === 'retry')
  const { rows } = await database.pool.query(
    `select extract(epoch from start_after - now())::float as seconds from pgboss.job where name = 'long-outage'`,
  )
  assert.ok(rows[0].seconds < 61, `it waits ${rows[0].seconds} s`)
})

test('a job that hangs in something that never answers holds its worker no longer than until it is cancelled', {
  timeout: 60_000,
}, async () => {
  const queue = defineQueue<{ hangs: boolean }>({ name: 'hanging', retryLimit: 0 })
  await using worker = await openWorker({ leaveSeconds: 0.1, stopLimitSeconds: 1 })
  const [hanging, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  await worker.work({
    queue,
    concurrency: 1,
    run: async ({ hangs }) => {
      if (!hangs) return other.resolve()
      hanging.resolve()
      await new Promise(() => {})
    },
    giveUp: async () => {},
  })
  await worker.add(queue, { hangs: true }, { group: 'hanging' })
  await hanging.promise
  await worker.add(queue, { hangs: false })
  await worker.cancelGroup('hanging')
  await other.promise
})

function openWorker(more: { leaveSeconds?: number; stopLimitSeconds?: number } = {}) {
  return openJobs({ connection: database.connection, events, log, role: 'worker', ...more })
}

async function stateOf(queue: string): Promise<string> {
  const { rows } = await database.pool.query('select state from pgboss.job where name = $1', [queue])
  return rows[0].state
}
