import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'
import { openLog } from '#server/base/log.ts'
import { type Events, openEvents } from '#server/events/events.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import { until } from '#test/until.ts'
import { heldQueue, type WorkerMessage, type WorkerOrder } from './held-worker.test-kit.ts'
import { type Jobs, openJobs } from './jobs.ts'

const log = openLog('silent')
let database: TestDatabase
let events: Events
let jobs: Jobs
before(async () => {
  database = await openTestDatabase()
  events = await openEvents({ connection: database.connection, log })
  jobs = await openJobs({ connection: database.connection, events, log, role: 'web' })
})
after(async () => {
  await jobs[Symbol.asyncDispose]()
  await events[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

test('what a killed worker held goes on in another, and what others hold goes on undisturbed', async () => {
  const queue = heldQueue('killed')
  await using victim = await startWorker('killed', 1)
  await jobs.add(queue, { name: 'of the victim', heldRuns: 1 })
  await until('the victim began', () => victim.heard('started', 'of the victim', 1))
  await using survivor = await startWorker('killed', 2)
  await jobs.add(queue, { name: 'of the survivor', heldRuns: 1 })
  await until('the survivor began', () => survivor.heard('started', 'of the survivor', 1))
  victim.process.kill('SIGKILL')
  await until('the survivor ended what the victim held', () => survivor.heard('ended', 'of the victim', 2))
  assert.deepEqual(survivor.about('of the survivor'), ['started 1'])
  const states = { 'of the victim': 'completed', 'of the survivor': 'active' }
  await until('that is told', async () => isDeepStrictEqual(await stateOf('killed'), states)) // it is told a little before it ends
})

test('a worker that starts takes up what a dead one held', async () => {
  const queue = heldQueue('left')
  await using victim = await startWorker('left', 2)
  await jobs.addMany(queue, [{ data: { name: 'one', heldRuns: 1 } }, { data: { name: 'two', heldRuns: 1 } }])
  await until('the victim began both', () => victim.heard('started', 'one', 1) && victim.heard('started', 'two', 1))
  victim.process.kill('SIGKILL')
  await once(victim.process, 'exit')
  await using heir = await startWorker('left', 1)
  await until('the heir ended both', () => heir.heard('ended', 'one', 2) && heir.heard('ended', 'two', 2))
})

test('proof: a worker that is too busy to beat keeps what it holds', async () => {
  const queue = heldQueue('busy')
  await using busy = await startWorker('busy', 1)
  await jobs.add(queue, { name: 'kept', heldRuns: 1 })
  await until('the busy one began', () => busy.heard('started', 'kept', 1))
  await using victim = await startWorker('busy', 1)
  await using other = await startWorker('busy', 0)
  busy.process.kill('SIGSTOP')
  await until('its heart stands still', () => hasStillHeart('kept'))
  // That another orphan is found shows that the rounds were made in which this one was not.
  await jobs.add(queue, { name: 'lost', heldRuns: 1 })
  await until('the victim began', () => victim.heard('started', 'lost', 1))
  victim.process.kill('SIGKILL')
  await until('the lost job waits again', async () => (await stateOf('busy')).lost === 'retry')
  assert.equal((await stateOf('busy')).kept, 'active')
  busy.process.kill('SIGCONT')
  assert.deepEqual(busy.about('kept'), ['started 1'])
  assert.deepEqual(other.messages, [{ event: 'ready' }])
})

test('a worker that sleeps for long loses what it held to others, and that is no failure', async () => {
  const queue = heldQueue('asleep')
  await using sleeper = await startWorker('asleep', 1)
  await jobs.add(queue, { name: 'dreamt', heldRuns: 1 })
  await until('the sleeper began', () => sleeper.heard('started', 'dreamt', 1))
  sleeper.process.kill('SIGSTOP')
  await using other = await startWorker('asleep', 1)
  await until('the other one ended it', () => other.heard('ended', 'dreamt', 2))
  sleeper.process.kill('SIGCONT')
  await until('the sleeper gave it up', () => sleeper.heard('aborted', 'dreamt', 1))
  assert.deepEqual(await stateOf('asleep'), { dreamt: 'completed' })
})

test('proof: a clock that is set back by an hour holds nothing up, and ends no pause but those of before', async () => {
  const queue = heldQueue('clock')
  await using victim = await startWorker('clock', 1)
  await jobs.add(queue, { name: 'running', heldRuns: 1 })
  await until('the victim began', () => victim.heard('started', 'running', 1))
  await jobs.add(queue, { name: 'waiting', heldRuns: 0 })
  await jobs.add(queue, { name: 'pausing', heldRuns: 0 })
  victim.process.kill('SIGKILL')
  await once(victim.process, 'exit')
  // What was written before the clock was set back is of the future afterwards, and the server seems to start only then.
  await database.pool.query(`
    update pgboss.job set created_on = created_on + interval '1 hour', started_on = started_on + interval '1 hour',
      start_after = start_after + interval '1 hour', heartbeat_on = heartbeat_on + interval '1 hour'
    where name = 'clock'`)
  await database.pool.query(`
    update pgboss.job set state = 'retry', started_on = now(), start_after = now() + interval '10 minutes'
    where name = 'clock' and data->>'name' = 'pausing'`)
  await using _ = await startServerInAnHour()
  await using heir = await startWorker('clock', 1)
  await until('the heir ended both', () => heir.heard('ended', 'running', 2) && heir.heard('ended', 'waiting', 1))
  const { rows } = await database.pool.query(
    `select start_after > now() as "isPausing" from pgboss.job where name = 'clock' and data->>'name' = 'pausing'`,
  )
  assert.deepEqual(rows, [{ isPausing: true }])
})

test('proof: a job that somebody holds, as one who vanished while he put it back, holds up no other', async () => {
  const queue = heldQueue('stuck')
  await using victim = await startWorker('stuck', 2)
  await jobs.addMany(queue, [{ data: { name: 'stuck', heldRuns: 1 } }, { data: { name: 'free', heldRuns: 1 } }])
  await until('the victim began both', () => victim.heard('started', 'stuck', 1) && victim.heard('started', 'free', 1))
  const holder = new pg.Client(database.connection)
  await holder.connect()
  await holder.query(`begin; select from pgboss.job where name = 'stuck' and data->>'name' = 'stuck' for update`)
  victim.process.kill('SIGKILL')
  await using heir = await startWorker('stuck', 2)
  await until('the heir ended the other', () => heir.heard('ended', 'free', 2))
  assert.deepEqual(heir.about('stuck'), [])
  await holder.end()
  await until('the heir ended it too', () => heir.heard('ended', 'stuck', 2))
})

/** To those who connect from now on, the server seems to have started then. */
async function startServerInAnHour(): Promise<AsyncDisposable> {
  const name = `"${database.connection.database}"`
  await database.pool.query(`
    create schema clock;
    create function clock.pg_postmaster_start_time() returns timestamptz language sql as $$ select now() + interval '1 hour' $$;
    alter database ${name} set search_path = clock, pg_catalog, public`)
  const undo = `alter database ${name} reset search_path; drop schema clock cascade`
  return { [Symbol.asyncDispose]: async () => void (await database.pool.query(undo)) }
}

test('a running job is cancelled from another process', async () => {
  await using worker = await startWorker('cancelled', 1)
  await jobs.add(heldQueue('cancelled'), { name: 'unwanted', heldRuns: 1 }, { group: 'book' })
  await until('it began', () => worker.heard('started', 'unwanted', 1))
  assert.equal(await jobs.cancelGroup('book'), 1)
  await until('it was aborted', () => worker.heard('aborted', 'unwanted', 1))
  assert.deepEqual(await stateOf('cancelled'), { unwanted: 'cancelled' })
})

async function startWorker(queue: string, concurrency: number) {
  const order: WorkerOrder = { connection: database.connection, queue, concurrency }
  const child: ChildProcess = fork(join(import.meta.dirname, 'held-worker.test-kit.ts'), [JSON.stringify(order)])
  const messages: WorkerMessage[] = []
  child.on('message', (message: WorkerMessage) => messages.push(message))
  await once(child, 'message')
  const about = (name: string) =>
    messages.flatMap((message) =>
      'name' in message && message.name === name ? [`${message.event} ${message.attempt}`] : [],
    )
  return {
    process: child,
    messages,
    about,
    heard: (event: string, name: string, attempt: number) => about(name).includes(`${event} ${attempt}`),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function stateOf(queue: string): Promise<Record<string, string>> {
  const { rows } = await database.pool.query(`select data->>'name' as name, state from pgboss.job where name = $1`, [
    queue,
  ])
  return Object.fromEntries(rows.map((row) => [row.name, row.state]))
}

async function hasStillHeart(name: string): Promise<boolean> {
  const { rows } = await database.pool.query(
    `select 1 from pgboss.job where data->>'name' = $1 and heartbeat_on < now() - interval '2 seconds'`,
    [name],
  )
  return rows.length > 0
}
