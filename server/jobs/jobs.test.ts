import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { StudioError } from '#server/base/errors.ts'
import { openLog } from '#server/base/log.ts'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { type Events, openEvents } from '#server/events/events.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import { until } from '#test/until.ts'
import type { AddOptions } from './add-jobs.ts'
import { type Jobs, openJobs } from './jobs.ts'
import { defineQueue } from './queue.ts'
import type { JobRun } from './run-job.ts'

const log = openLog('silent')
let database: TestDatabase
let events: Events
let jobs: Jobs
before(async () => {
  database = await openTestDatabase()
  events = await openEvents({ connection: database.connection, log })
  jobs = await open('worker')
  await database.pool.query('create table written (by_whom text)')
})
after(async () => {
  await jobs[Symbol.asyncDispose]()
  await events[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

function open(role: 'web' | 'worker', stopLimitSeconds?: number): Promise<Jobs> {
  return openJobs({ connection: database.connection, events, log, role, stopLimitSeconds })
}

type Numbered = { number: number }
const giveUp = async () => {}

test('a job of higher priority goes first, and those of equal priority in the order they came', async () => {
  const queue = defineQueue<Numbered>({ name: 'priority' })
  for (const [number, priority] of [[1], [2], [3, 10], [4, 5], [5, -1]]) await jobs.add(queue, { number }, { priority })
  const order: number[] = []
  await jobs.work({ queue, concurrency: 1, run: async ({ number }) => void order.push(number), giveUp })
  await until('all five ran', () => order.length === 5)
  assert.deepEqual(order, [3, 4, 1, 2, 5])
})

test('groups take turns, so that a few jobs do not wait for many that came before', async () => {
  const queue = defineQueue<{ name: string }>({ name: 'turns' })
  const add = (group: string, from: number, to: number) => {
    const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
    const all = numbers.map((number) => ({ data: { name: `${group}${number}` }, group, priority: 7 }))
    return jobs.addMany(queue, all, { takesTurns: true })
  }
  await add('a', 1, 4)
  await add('b', 1, 2)
  await add('a', 5, 6)
  await jobs.add(queue, { name: 'now' }, { priority: 8 })
  await jobs.add(queue, { name: 'later' }, { priority: 6 })
  const order: string[] = []
  const run = async ({ name }: { name: string }) => {
    order.push(name)
    if (name === 'a4') await add('c', 1, 2)
  }
  await jobs.work({ queue, concurrency: 1, run, giveUp })
  await until('all twelve ran', () => order.length === 12)
  assert.equal(order.join(' '), 'now a1 b1 a2 b2 a3 a4 a5 c1 a6 c2 later')
})

test('proof: jobs that are added at once go in their order too, whatever was there before', async () => {
  const queue = defineQueue<Numbered>({ name: 'in-order' })
  const numbers = Array.from({ length: 300 }, (_, number) => number)
  const jobsOf = (all: number[]) => all.map((number) => ({ data: { number } }))
  await jobs.addMany(queue, jobsOf(numbers))
  // Room in the midst of the table is filled by what comes later.
  await database.pool.query(`delete from pgboss.job where name = 'in-order' and (data->>'number')::int % 3 > 0`)
  await database.pool.query('vacuum pgboss.job_common')
  await database.pool.query(`delete from pgboss.job where name = 'in-order'`)
  await jobs.addMany(queue, jobsOf(numbers))
  const order: number[] = []
  await jobs.work({ queue, concurrency: 1, run: async ({ number }) => void order.push(number), giveUp })
  await until('all ran', () => order.length === numbers.length)
  assert.deepEqual(order, numbers)
})

test('a job is not added while one with the same key waits or runs, and is added afterwards', async () => {
  const queue = defineQueue<Numbered>({ name: 'one-per-key' })
  assert.ok(await jobs.add(queue, { number: 1 }, { onlyOnePer: 'chapter' }))
  assert.equal(await jobs.add(queue, { number: 2 }, { onlyOnePer: 'chapter' }), undefined)
  assert.ok(await jobs.add(queue, { number: 3 }, { onlyOnePer: 'other chapter' }))
  assert.ok(await jobs.add(queue, { number: 4 }))
  assert.ok(await jobs.add(queue, { number: 5 }))
  const gate = Promise.withResolvers<void>()
  const ran: number[] = []
  await jobs.work({
    queue,
    concurrency: 4,
    run: async ({ number }) => {
      ran.push(number)
      await gate.promise
    },
    giveUp,
  })
  await until('the four ran', () => ran.length === 4)
  assert.equal(await jobs.add(queue, { number: 6 }, { onlyOnePer: 'chapter' }), undefined)
  gate.resolve()
  await until('another may be added', () => jobs.add(queue, { number: 7 }, { onlyOnePer: 'chapter' }))
  await until('that one ran', () => ran.includes(7))
  assert.deepEqual(ran.sort(), [1, 3, 4, 5, 7])
})

test('jobs added in a transaction exist when it commits, and never when it rolls back', async () => {
  const queue = defineQueue<{ text: string }>({ name: 'transactional' })
  const ran: string[] = []
  await jobs.work({ queue, concurrency: 2, run: async ({ text }) => void ran.push(text), giveUp })
  const addAll = async (inTransaction: AddOptions, text: string) => {
    await jobs.add(queue, { text }, inTransaction)
    await jobs.addMany(queue, [{ data: { text } }, { data: { text } }], inTransaction)
  }
  await assert.rejects(
    database.db.transaction(async (transaction) => {
      await addAll({ inTransaction: transaction }, 'rolled back')
      throw new Error('no')
    }),
  )
  // The words that look like a parameter must come through as they are.
  await database.db.transaction((transaction) => addAll({ inTransaction: transaction }, "it's $1"))
  const client = await database.pool.connect()
  await client.query('begin')
  await addAll({ inTransaction: client }, 'it costs $2')
  await client.query('commit')
  client.release()
  await until('all six ran', () => ran.length === 6)
  assert.deepEqual(ran.sort(), [...Array(3).fill("it's $1"), ...Array(3).fill('it costs $2')].sort())
})

test('1,300 jobs are added in one call, each key once', async () => {
  const queue = defineQueue<Numbered>({ name: 'many' })
  const many = Array.from({ length: 1_300 }, (_, number) => ({ data: { number }, onlyOnePer: `take ${number}` }))
  assert.equal(await database.db.transaction((inTransaction) => jobs.addMany(queue, many, { inTransaction })), 1_300)
  assert.equal(await jobs.addMany(queue, [...many.slice(0, 10), { data: { number: 1 } }]), 1)
  assert.equal(await jobs.addMany(queue, []), 0)
})

test('proof: long jobs are written down some at a time, however few they are', async () => {
  const queue = defineQueue<{ number: number; tasks: object[] }>({ name: 'long' })
  const tasks = Array.from({ length: 800 }, (_, index) => ({ text: 'It rains. '.repeat(30), index }))
  const all = Array.from({ length: 120 }, (_, number) => ({ data: { number, tasks } }))
  await assertStandsLess(50, () => jobs.addMany(queue, all), 'adding')
})

test('a failed job is tried again after a pause, and is then given up with the reason', async () => {
  const queue = defineQueue<Numbered>({ name: 'flaky', retryLimit: 1 })
  const attempts: Pick<JobRun, 'attempt' | 'isLastAttempt' | 'previousError'>[] = []
  const given = Promise.withResolvers<unknown>()
  await jobs.work({
    queue,
    concurrency: 1,
    async run(_, { attempt, isLastAttempt, previousError }) {
      attempts.push({ attempt, isLastAttempt, previousError })
      throw new StudioError('engine_failed', `Failure ${attempt}.`)
    },
    giveUp: async (data, failure) => given.resolve([data, failure]),
  })
  await jobs.add(queue, { number: 7 })
  assert.deepEqual(await given.promise, [{ number: 7 }, { code: 'engine_failed', message: 'Failure 2.' }])
  assert.deepEqual(attempts, [
    { attempt: 1, isLastAttempt: false, previousError: undefined },
    { attempt: 2, isLastAttempt: true, previousError: { code: 'engine_failed', message: 'Failure 1.' } },
  ])
  await until('it has failed', async () => (await stateOf('flaky'))[0] === 'failed')
})

test('a job whose pause is over runs long before its idle worker looks by itself', async () => {
  const queue = defineQueue<Numbered>({ name: 'patient', retryLimit: 1 })
  const began: number[] = []
  const { promise: twice, resolve } = Promise.withResolvers<void>()
  await jobs.work({
    queue,
    concurrency: 1,
    async run() {
      if (began.push(performance.now()) === 2) return resolve()
      throw new StudioError('engine_failed', 'Once.')
    },
    giveUp: async () => {},
  })
  await jobs.add(queue, { number: 1 })
  await twice
  assert.ok(began[1]! - began[0]! < 25_000, 'pg-boss itself would look after 30 seconds')
})

test('an error that blames the request is not tried again', async () => {
  const queue = defineQueue<Numbered>({ name: 'hopeless' })
  let attempts = 0
  const given = Promise.withResolvers<string>()
  await jobs.work({
    queue,
    concurrency: 1,
    async run() {
      attempts++
      throw new StudioError('empty_text', 'There is nothing to say.')
    },
    giveUp: async (_, { code }) => given.resolve(code),
  })
  await jobs.add(queue, { number: 1 })
  assert.equal(await given.promise, 'empty_text')
  assert.equal(attempts, 1)
})

test('giving up is tried again until it is written down', async () => {
  const queue = defineQueue<Numbered>({ name: 'stubbornly-hopeless' })
  let tries = 0
  const given = Promise.withResolvers<Numbered>()
  await jobs.work({
    queue,
    concurrency: 1,
    async run() {
      throw new StudioError('empty_text', 'There is nothing to say.')
    },
    async giveUp(data) {
      if (++tries < 2) throw new StudioError('empty_text', 'Even now.')
      given.resolve(data)
    },
  })
  await jobs.add(queue, { number: 1 })
  assert.deepEqual(await given.promise, { number: 1 })
})

test('what waits, runs or is to be given up is worked on, and what has ended is not', async () => {
  const queue = defineQueue<{ bookId: string }>({ name: 'books' })
  const gate = Promise.withResolvers<void>()
  const given: string[] = []
  await jobs.work({
    queue,
    concurrency: 3,
    async run({ bookId }) {
      if (bookId === 'running') await gate.promise
      if (bookId === 'hopeless') throw new StudioError('empty_text', 'There is nothing to say.')
    },
    async giveUp({ bookId }) {
      await gate.promise
      given.push(bookId)
    },
  })
  await jobs.addMany(queue, [
    { data: { bookId: 'running' } },
    { data: { bookId: 'hopeless' } },
    { data: { bookId: 'done' } },
  ])
  await until(
    'one is completed',
    async () => (await stateOf('books')).filter((state) => state === 'completed').length === 1,
  )
  await until('the other is given up', async () => (await stateOf('books-abandoned')).length === 1)
  assert.deepEqual([...(await jobs.listWorkedOn('bookId'))].sort(), ['hopeless', 'running'])
  gate.resolve()
  await until(
    'nobody works on either',
    async () => given.length === 1 && (await jobs.listWorkedOn('bookId')).size === 0,
  )
})

test('cancelling a group ends what waits and what runs of it, and nothing else', async () => {
  const queue = defineQueue<Numbered>({ name: 'cancelled' })
  const reasons: unknown[] = []
  let done = 0
  const running = Promise.withResolvers<void>()
  await jobs.work({
    queue,
    concurrency: 1,
    run: async ({ number }, { signal }) => {
      if (number === 0) {
        running.resolve()
        await ended(signal)
        reasons.push(signal.reason)
        signal.throwIfAborted()
      }
      done++
    },
    giveUp,
  })
  await jobs.add(queue, { number: 0 }, { group: 'book 1' })
  await running.promise
  await jobs.addMany(
    queue,
    [1, 2, 3].map((number) => ({ data: { number }, group: 'book 1' })),
  )
  await jobs.addMany(
    queue,
    [4, 5].map((number) => ({ data: { number }, group: 'book 1' })),
  )
  await jobs.add(queue, { number: 6 }, { group: 'book 2' })
  await jobs.add(queue, { number: 7 })
  await using web = await open('web')
  assert.equal(await web.cancelGroup('book 1'), 6)
  await until('the two that were not cancelled ended', () => done === 2)
  assert.equal(reasons.length, 1) // by the event, or by its own look where the machine is busy
  await until('none is active', async () => !(await stateOf('cancelled')).includes('active'))
  assert.deepEqual((await stateOf('cancelled')).sort(), [...Array(6).fill('cancelled'), ...Array(2).fill('completed')])
  assert.equal(await web.cancelGroup('book 1'), 0)
})

test('a job that is just being put back in place of the one that failed is cancelled all the same', async () => {
  const queue = defineQueue<Numbered>({ name: 'put-back' })
  await jobs.add(queue, { number: 1 })
  const worker = await database.pool.connect()
  try {
    await worker.query('begin')
    await worker.query(
      `create temporary table failed on commit drop as select * from pgboss.job where name = 'put-back'`,
    )
    await worker.query(`delete from pgboss.job where name = 'put-back'`)
    await worker.query('insert into pgboss.job select * from failed')
    const cancelling = jobs.cancelWith(queue, { number: 1 })
    await until('it waits for the one that failed', async () => {
      const { rows } = await database.pool.query(`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
      return rows.length > 0
    })
    await worker.query('commit')
    assert.deepEqual(await cancelling, [{ number: 1 }])
  } finally {
    worker.release()
  }
})

test('a job that completes in its transaction leaves nothing behind when it was cancelled', async () => {
  const queue = defineQueue<{ name: string }>({ name: 'exactly-once' })
  const begun = Promise.withResolvers<void>()
  const cancelled = Promise.withResolvers<void>()
  const ended: string[] = []
  await jobs.work({
    queue,
    concurrency: 2,
    run: async ({ name }, run) => {
      if (name === 'late') {
        begun.resolve()
        await cancelled.promise
      }
      await database.db
        .transaction(async (transaction) => {
          await transaction.execute(`insert into written values ('${name}')`)
          await run.completeIn(transaction)
        })
        .finally(() => ended.push(name))
    },
    giveUp,
  })
  await jobs.add(queue, { name: 'late' }, { group: 'gone' })
  await jobs.add(queue, { name: 'in time' })
  await begun.promise
  await until('the first ended', () => ended.length === 1)
  await jobs.cancelGroup('gone')
  cancelled.resolve()
  await until('the second ended', () => ended.length === 2)
  const { rows } = await database.pool.query('select by_whom from written')
  assert.deepEqual(rows, [{ by_whom: 'in time' }])
})

for (const [count, name] of [
  [100, 'many short jobs'],
  [1_000, 'proof: 1,000 short jobs'],
] as const) {
  test(`${name} run, each once`, async () => {
    const queue = defineQueue<Numbered>({ name: `short-${count}` })
    const ran = new Set<number>()
    let runs = 0
    await jobs.addMany(
      queue,
      Array.from({ length: count }, (_, number) => ({ data: { number } })),
    )
    await jobs.work({
      queue,
      concurrency: 2,
      run: async ({ number }) => {
        ran.add(number)
        runs++
      },
      giveUp,
    })
    await until('all ran', () => ran.size === count)
    assert.equal(runs, count)
  })
}

test('closing takes no new jobs and lets the running one end', async () => {
  const queue = defineQueue<Numbered>({ name: 'gentle' })
  const leaving = await open('worker')
  const running = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const ran: number[] = []
  await leaving.work({
    queue,
    concurrency: 1,
    run: async ({ number }) => {
      ran.push(number)
      running.resolve()
      await gate.promise
    },
    giveUp,
  })
  await leaving.addMany(queue, [{ data: { number: 1 } }, { data: { number: 2 } }])
  await running.promise
  const closed = leaving[Symbol.asyncDispose]()
  gate.resolve()
  await closed
  assert.equal(ran.length, 1, 'one of the two; which one is written down only after they are there')
  assert.deepEqual((await stateOf('gentle')).sort(), ['completed', 'created'])
})

test('a job that does not end within the limit is aborted and put back, and that was no failure', async () => {
  const queue = defineQueue<Numbered>({ name: 'stubborn', retryLimit: 0 })
  const leaving = await open('worker', 0)
  const running = Promise.withResolvers<void>()
  await leaving.work({
    queue,
    concurrency: 1,
    run: async (_, { signal }) => {
      running.resolve()
      await ended(signal)
      signal.throwIfAborted()
    },
    giveUp,
  })
  await leaving.add(queue, { number: 1 })
  await running.promise
  await leaving[Symbol.asyncDispose]()
  assert.deepEqual(await stateOf('stubborn'), ['retry'])
  const again = Promise.withResolvers<boolean>()
  await jobs.work({ queue, concurrency: 1, run: async (_, run) => again.resolve(run.isLastAttempt), giveUp })
  assert.equal(await again.promise, true)
})

test('a web process does not work', async () => {
  await using web = await open('web')
  await assert.rejects(
    web.work({ queue: defineQueue({ name: 'web' }), concurrency: 1, run: async () => {}, giveUp }),
    /does not work/,
  )
})

test('several processes open an empty database at the same time', async () => {
  await using empty = await openTestDatabase()
  await empty.pool.query('drop schema pgboss cascade')
  const needs = { connection: empty.connection, events, log }
  const opened = await Promise.all([openJobs({ ...needs, role: 'web' }), openJobs({ ...needs, role: 'worker' })])
  const queue = defineQueue<Numbered>({ name: 'first' })
  const ids = await Promise.all(opened.map((one) => one.add(queue, { number: 1 }, { onlyOnePer: 'x' })))
  assert.equal(ids.filter((id) => id !== undefined).length, 1)
  for (const one of opened) await one[Symbol.asyncDispose]()
})

test('a queue that is declared otherwise than before becomes so, and one that is not is left alone', async () => {
  const retries = async () => {
    const { rows } = await database.pool.query(
      `select retry_limit, updated_on from pgboss.queue where name like 'changing%' order by name`,
    )
    return rows
  }
  const declare = async (retryLimit: number) => {
    await using web = await open('web')
    await web.add(defineQueue<Numbered>({ name: 'changing', retryLimit }), { number: 1 })
    return retries()
  }
  const first = await declare(3)
  assert.deepEqual(await declare(3), first)
  const changed = await declare(4)
  assert.deepEqual([changed[0].retry_limit, changed[1]], [4, first[1]])
})

async function stateOf(queue: string): Promise<string[]> {
  const { rows } = await database.pool.query('select state from pgboss.job where name = $1', [queue])
  return rows.map((row) => row.state)
}

function ended(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  signal.addEventListener('abort', () => resolve())
  return promise
}
