import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { openTestStudio, type TestStudio } from './studio.ts'
import { until } from './until.ts'

const app = 'https://my.app'
const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'xi-api-key' }

test('a key that asks too often is told when it may ask again, and others are not held up', async () => {
  const environment = { LECTERN_API_KEYS: 'me:key-number-one,you:key-number-two', LECTERN_RATE_LIMIT: '1' }
  await using studio = await openTestStudio({ environment })
  studio.api.key = 'key-number-one'
  const answers = await Promise.all(Array.from({ length: 20 }, () => studio.api.fetch('/v1/models', { method: 'GET' })))
  const refused = answers.filter((answer) => answer.status === 429)
  assert.ok(refused.length > 0)
  const { headers } = refused[0]!
  assert.equal(headers.get('retry-after'), '1')
  const secondsLeft = Number(headers.get('x-ratelimit-reset')) - Date.now() / 1000
  assert.ok(secondsLeft <= 2, `${secondsLeft} s`)
  assert.equal(((await refused[0]!.json()) as { detail: { code: string } }).detail.code, 'rate_limit_exceeded')
  studio.api.key = 'key-number-two'
  await studio.api.get('/v1/models')
})

const twoKeys = { LECTERN_API_KEYS: 'me:key-number-one,you:key-number-two' }

test('proof: a key with much to ask leaves the database to others', async () => {
  await using studio = await openTestStudio({ environment: twoKeys })
  studio.api.key = 'key-number-one'
  const asked = { body: JSON.stringify({ text: 'Rain fell.' }), headers: { 'content-type': 'application/json' } }
  const spoken = await studio.api.bytes('/v1/text-to-speech/tone-a', { method: 'POST', ...asked })
  const sound = `/v1/history/${spoken.headers.get('history-item-id')}/audio`
  const projects: string[] = []
  while (projects.length < 12) projects.push(await studio.addProject([['Rain fell.']]))
  const ways = {
    chapters: () => projects.map((id) => studio.api.get(`/v1/studio/projects/${id}/chapters`)),
    blocks: () => projects.map((id) => studio.api.get(`/v1/studio/projects/${id}`)),
    takes: () => projects.map(() => studio.api.bytes(sound, { method: 'GET' })),
  }
  for (const [table, ask] of Object.entries(ways)) await assertOthersAreServed(studio, table, ask)
})

/** While whoever asks has to wait for a table. */
async function assertOthersAreServed(studio: TestStudio, table: string, ask: () => Promise<unknown>[]): Promise<void> {
  const locked = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const holding = studio.studio.db.transaction(async (db) => {
    await db.execute(sql`lock table ${sql.identifier(table)}`)
    locked.resolve()
    await release.promise
  })
  await locked.promise
  studio.api.key = 'key-number-one'
  const asked = ask()
  try {
    await until(`some wait for ${table}`, async () => {
      const { rows } = await studio.studio.db.execute(sql`select 1 from pg_locks where not granted`)
      return rows.length >= 4
    })
    studio.api.key = 'key-number-two'
    await studio.api.get('/v1/models')
    await studio.api.get('/v1/history')
  } finally {
    release.resolve()
    await Promise.allSettled([holding, ...asked])
  }
}

test('without keys, on this machine, nothing is counted', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_RATE_LIMIT: '1' } })
  for (let asked = 0; asked < 5; asked++) await studio.api.get('/v1/models')
})

test('pages of other origins read nothing unless they are named', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_API_KEYS: 'me:key-number-one' } })
  studio.api.key = 'key-number-one'
  const answer = await studio.api.fetch('/v1/models', { method: 'GET', headers: { origin: app } })
  assert.equal(answer.headers.get('access-control-allow-origin'), null)
  const asked = await studio.api.fetch('/v1/models', { method: 'OPTIONS', headers: { origin: app, ...preflight } })
  assert.equal(asked.headers.get('access-control-allow-origin'), null)
})

test('a named origin may ask, with every method and header, and reads errors too', async () => {
  const environment = { LECTERN_API_KEYS: 'me:key-number-one', LECTERN_CORS_ORIGINS: `${app}, https://other.app` }
  await using studio = await openTestStudio({ environment })
  const { api } = studio
  const asked = await api.fetch('/v1/studio/projects', { method: 'OPTIONS', headers: { origin: app, ...preflight } })
  assert.equal(asked.status, 204)
  assert.match(asked.headers.get('access-control-allow-methods')!, /PATCH/)
  assert.equal(asked.headers.get('access-control-allow-headers'), '*, authorization')
  const refused = await api.fetch('/v1/models', { method: 'GET', headers: { origin: app } })
  assert.deepEqual([refused.status, refused.headers.get('access-control-allow-origin')], [401, app])
  assert.match(refused.headers.get('access-control-expose-headers')!, /request-id/)
  const stranger = await api.fetch('/v1/models', { method: 'GET', headers: { origin: 'https://evil.example' } })
  assert.equal(stranger.headers.get('access-control-allow-origin'), null)
  assert.equal(stranger.headers.get('vary'), 'origin')
})

test('without keys a named origin is let in, and any origin is not enough', async () => {
  const ask = async (origins: string) => {
    await using studio = await openTestStudio({ environment: { LECTERN_CORS_ORIGINS: origins } })
    return await studio.api.fetch('/v1/models', { method: 'GET', headers: { origin: app } })
  }
  assert.equal((await ask(app)).status, 200)
  const any = await ask('*')
  assert.deepEqual([any.status, any.headers.get('access-control-allow-origin')], [403, '*'])
})
