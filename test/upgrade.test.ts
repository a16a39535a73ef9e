import assert from 'node:assert/strict'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import type { ProjectId } from '#server/base/ids.ts'
import {
  type CallbackMessage,
  chapterConversionMessage,
  projectConversionMessage,
} from '#server/callbacks/callback-messages.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'
import { askOf, hashOf, unpackInstallation } from './installation-before/installation-before.ts'
import { openTestStudio, type TestStudio } from './studio.ts'

// What an older Lectern (commit 0a0da45) has written is all there after the update: test/installation-before/make.ts made it.

test('an installation of before has lost nothing after the update, plays as before, and ends what was under way', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-upgrade-'))
  const { expected, tables } = await unpackInstallation(folder.path)
  await using database = await openTestDatabase()
  await restore(database, tables)
  const environment = { LECTERN_FILES: join(folder.path, 'files') }
  await using studio = await openTestStudio({ database: database.connection, environment })
  const { api } = studio
  await api.get('/v1/studio/projects', 401)
  api.key = expected.key

  const underWay = await studio.untilIdle(expected.underWay)
  assert.deepEqual([underWay.can_be_downloaded, studio.spoken()], [true, ['Nobody has spoken this yet.']])
  for (const [path, before] of Object.entries(expected.answers))
    assert.deepEqual(keepKnown(await askOf(api, path), before), before, path)
  for (const [asked, { byteLength, sha256 }] of Object.entries(expected.sounds)) {
    const [method, path] = asked.split(' ')
    const { bytes } = await api.bytes(path!, { method })
    assert.equal(bytes.length, byteLength, asked)
    if (!(await isNormalized(studio, path!))) assert.equal(hashOf(bytes), sha256, asked)
  }
})

test('proof: what was being converted during the update is ended, and the address that its project names is told', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-upgrade-'))
  const { expected, tables } = await unpackInstallation(folder.path)
  await using database = await openTestDatabase()
  await restore(database, tables)
  await database.pool.query(`
    update conversions set state = 'working' where state = 'queued' and chapter_id is null;
    update projects set callback_url = 'http://127.0.0.1:9/' where id = '${expected.underWay}'`)
  const environment = { LECTERN_FILES: join(folder.path, 'files') }
  await using studio = await openTestStudio({ database: database.connection, environment, isWorking: false })
  studio.api.key = expected.key

  const { state, chapters } = (await studio.api.get(`/v1/studio/projects/${expected.underWay}`)).body
  const [{ chapter_id: chapterId, last_conversion_error: error }] = chapters
  assert.match(error, /updated while this was converted/)
  assert.equal(state, 'default')
  const told = await studio.studio.db.query.callbacks.findMany()
  const waiting = told.filter((callback) => callback.state === 'waiting').map(({ body }) => body as CallbackMessage)
  const [{ data, event_timestamp: endedAt }] = waiting as [CallbackMessage]
  const ids = { requestId: data.request_id, projectId: expected.underWay as ProjectId }
  const end = { ...ids, endedAt: new Date(endedAt * 1000), outcome: { error } }
  const messages = [chapterConversionMessage({ ...end, chapterId }), projectConversionMessage(end)]
  assert.deepEqual(waiting.map(toText).toSorted(), messages.map(toText))
})

test('a document that waited to be imported and converted when Lectern was updated tells its end, too', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-upgrade-'))
  const { expected, tables } = await unpackInstallation(folder.path)
  await using database = await openTestDatabase()
  await restore(database, tables)
  const projectId = expected.underWay
  const source = { fileKey: 'uploads/gone', fileName: 'gone.txt' }
  await database.pool.query(`
    update projects set creation_status = 'pending', callback_url = 'http://127.0.0.1:9/' where id = '${projectId}';
    insert into pgboss.job (name, data) values ('import', '${JSON.stringify({ projectId, source, autoConvert: true })}')`)
  const environment = { LECTERN_FILES: join(folder.path, 'files') }
  await using studio = await openTestStudio({ database: database.connection, environment, isWorking: false })
  studio.api.key = expected.key
  await studio.api.post(`/lectern/v1/projects/${projectId}/cancel`)
  const told = (await studio.studio.db.query.callbacks.findMany()).map(({ body }) => JSON.stringify(body))
  assert.match(told.join('\n'), /The import of the document was cancelled/)
})

/** As it is sent. */
function toText(message: CallbackMessage): string {
  return JSON.stringify(message)
}

/** Whether it is of a project at the level of audiobooks: that is limited better by now, and as long as before. */
async function isNormalized({ api }: TestStudio, path: string): Promise<boolean> {
  const [project] = /^\/v1\/studio\/projects\/[^/]+/.exec(path) ?? []
  return project !== undefined && (await api.get(project)).body.volume_normalization
}

async function restore({ connection }: TestDatabase, tables: string): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  await client.query('drop schema public, drizzle, pgboss cascade; create schema public')
  await client.query(tables)
  await client.end()
}

/** The part of an answer that an older one has, too: newer versions tell more, also where that one had nothing. */
function keepKnown(now: unknown, before: unknown): unknown {
  if (before === null) return null
  if (Array.isArray(before) && Array.isArray(now))
    return now.map((one, index) => (index < before.length ? keepKnown(one, before[index]) : one))
  if (!isObject(before) || !isObject(now)) return now
  return Object.fromEntries(Object.keys(before).map((name) => [name, keepKnown(now[name], before[name])]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
