import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { openLog } from '#server/base/log.ts'
import { openEvents } from '#server/events/events.ts'
import { openEmbeddedPostgres } from '#server/storage/embedded-postgres.ts'
import { openServerPlace } from '#server/storage/postgres/place.ts'
import { findServerProcess } from '#server/storage/postgres/server-process.ts'
import { until } from '#test/until.ts'
import { openJobs } from './jobs.ts'
import { defineQueue } from './queue.ts'

const log = openLog('silent')

test('after PostgreSQL was killed and came back, running jobs end, new ones run, and events are heard', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'lectern-outage-'))
  t.after(() => rm(dataDir, { recursive: true, force: true }))
  await using server = await openEmbeddedPostgres({ dataDir, log, isDurable: false })
  await using events = await openEvents({ connection: server.connection, log })
  await using jobs = await openJobs({ connection: server.connection, events, log, role: 'worker' })
  const queue = defineQueue<{ name: string }>({ name: 'through-an-outage' })
  const done = new Set<string>()
  const gate = Promise.withResolvers<void>()
  const running = Promise.withResolvers<void>()
  await jobs.work({
    queue,
    concurrency: 2,
    run: async ({ name }) => {
      running.resolve()
      if (name === 'before') await gate.promise
      done.add(name)
    },
    giveUp: async () => {},
  })
  await jobs.add(queue, { name: 'before' })
  await running.promise

  const told = events.next('outage:over', AbortSignal.timeout(60_000))
  process.kill(findServerProcess(await openServerPlace(dataDir, false))!, 'SIGKILL')
  gate.resolve()
  assert.equal((await told).kind, 'reconnected')
  await until('jobs can be added again', () => jobs.add(queue, { name: 'after' }).catch(() => false))
  await until('both ran', () => done.has('before') && done.has('after'))
  await until('both are completed', async () =>
    (await statesOf(server.connection)).every((state) => state === 'completed'),
  )

  const next = events.next('outage:over', AbortSignal.timeout(60_000))
  await events.publish({ topic: 'outage:over', payload: null })
  assert.equal((await next).kind, 'event')
})

async function statesOf(connection: pg.ClientConfig): Promise<string[]> {
  const client = new pg.Client({ ...connection, application_name: 'lectern/test' })
  await client.connect()
  const { rows } = await client.query(`select state from pgboss.job where name = 'through-an-outage'`)
  await client.end()
  return rows.map((row) => row.state)
}
