import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openLog } from '#server/base/log.ts'
import { openEmbeddedPostgres } from '#server/storage/embedded-postgres.ts'
import { openServerPlace, type ServerConnection } from '#server/storage/postgres/place.ts'
import { findServerProcess } from '#server/storage/postgres/server-process.ts'
import { isProcessAlive } from '#server/storage/process-alive.ts'
import { openTestDatabase, toUrl } from './database.ts'
import { SpeechGate } from './speech-gate.ts'
import { chapterPath, openTestStudio } from './studio.ts'
import { until } from './until.ts'

test('while the database is down requests are told so, and afterwards all goes on, the conversion too', async () => {
  await using place = await openDatabasePlace()
  const gate = new SpeechGate()
  let server = await place.open({ supervise: false })
  await using studio = await openTestStudio({
    beforeSpeak: gate.pass,
    database: server.connection,
    mayLog: /connection|cannot be reached/,
  })
  const chapter = await studio.addChapter(['It was dark.', 'Rain fell.'])
  await studio.api.post(`${chapterPath(chapter)}/convert`)
  await gate.untilReached()
  const pid = await place.pid()
  process.kill(pid, 'SIGKILL')
  await until('the server is gone', () => !isProcessAlive(pid))
  for (const path of ['/v1/studio/projects', chapterPath(chapter), '/health']) {
    const { body, headers } = await studio.api.get(path, 503)
    assert.equal(body.detail.code, 'database_unavailable')
    assert.ok(Number(headers.get('retry-after')) > 0)
  }
  await studio.api.post(chapterPath(chapter), { name: 'Never stored' }, 503)
  gate.open()
  await server[Symbol.asyncDispose]()
  server = await place.open({ supervise: true })
  await using _ = server
  await until('it is ready again', async () => (await studio.api.fetch('/health', { method: 'GET' })).status === 200)
  const { last_conversion_error, name } = await studio.untilConverted(chapter)
  assert.deepEqual([last_conversion_error, name], [null, 'Chapter 1'])
  assert.equal((await studio.listSnapshots(chapter)).length, 1)
})

test('proof: while only the way of requests to the database is away, as a pooler, nothing fails of it, however long that takes', async () => {
  await using database = await openTestDatabase()
  await using way = await openWayTo(database.connection)
  const gate = new SpeechGate()
  await using studio = await openTestStudio({
    beforeSpeak: gate.pass,
    database: database.connection,
    environment: { DATABASE_URL: way.url, DATABASE_SESSION_URL: toUrl(database.connection) },
    mayLog: /connection|cannot be reached/,
  })
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.api.post(`${chapterPath(chapter)}/convert`)
  await gate.untilReached()
  way.close()
  gate.open()
  const ask = async (statement: string) => (await database.pool.query(statement)).rows
  const longAgo = `
    update pgboss.job set output = jsonb_set(output, '{putBacks,outage}', '100')
    where name = 'speak.tone' and output -> 'putBacks' ? 'outage' returning id`
  await until('it has waited for the way, as if a hundred times', async () => (await ask(longAgo)).length > 0)
  await until('it waits on, or has failed', async () => {
    await ask(`update pgboss.job set start_after = now() where state = 'retry'`)
    const [job] = await ask(`
      select state, (output -> 'putBacks' ->> 'absence')::int as waits from pgboss.job where name = 'speak.tone'`)
    return job.state === 'failed' || job.waits > 5
  })
  way.open()
  assert.equal((await studio.untilConverted(chapter)).last_conversion_error, null)
})

/** A way to a database that can be closed, beside the straight one. */
async function openWayTo(connection: ServerConnection) {
  const { host, port } = connection
  const sockets = new Set<Socket>()
  let isOpen = true
  const server = createServer((near) => {
    if (!isOpen) return void near.destroy()
    const far = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port })
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => other.destroy())
      socket.pipe(other)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const leave = () => {
    isOpen = false
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: toUrl({ ...connection, host: '127.0.0.1', port: (server.address() as AddressInfo).port }),
    open: () => void (isOpen = true),
    close: leave,
    async [Symbol.asyncDispose]() {
      leave()
      server.close()
    },
  }
}

/** A folder for a database server that is a test's own. */
async function openDatabasePlace() {
  const dataDir = await mkdtemp(join(tmpdir(), 'lectern-faults-'))
  const log = openLog('silent')
  return {
    open: ({ supervise }: { supervise: boolean }) =>
      openEmbeddedPostgres({ dataDir, log, supervise, isDurable: false }),
    pid: async () => findServerProcess(await openServerPlace(dataDir, false))!,
    [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true, force: true }),
  }
}
