import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openLog } from '#server/base/log.ts'
import { openEmbeddedPostgres } from '#server/storage/embedded-postgres.ts'
import { openServerPlace } from '#server/storage/postgres/place.ts'
import { findServerProcess } from '#server/storage/postgres/server-process.ts'
import { isProcessAlive } from '#server/storage/process-alive.ts'
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
