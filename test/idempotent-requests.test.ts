import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { answerOnce, forgetOldest } from '#server/keys/idempotent-requests.ts'
import { idempotentRequests } from '#server/storage/schema.ts'
import { openTestStudio } from './studio.ts'
import { until } from './until.ts'

const projects = '/v1/studio/projects'

test('a create that a client sends again, as it has heard nothing, makes one project and is answered alike', async () => {
  await using studio = await openTestStudio()
  const create = (name: string, key: string, expected = 200) => {
    const body = new FormData()
    body.append('name', name)
    return studio.api.json(projects, { method: 'POST', headers: { 'idempotency-key': key }, body }, expected)
  }
  const first = await create('Rain', 'a')
  const again = await create('Rain', 'a')
  assert.deepEqual(again.body, first.body)
  assert.deepEqual(
    [first, again].map(({ headers }) => headers.get('idempotent-replayed')),
    [null, 'true'],
  )
  const other = await create('Rain', 'b')
  assert.notEqual(other.body.project.project_id, first.body.project.project_id)
  assert.equal((await studio.api.get(projects)).body.projects.length, 2)
  assert.equal((await create('Rain', 'x'.repeat(256), 400)).body.detail.param, 'Idempotency-Key')
})

test('several at once make one; what failed may be tried again; a name is for one operation', async () => {
  await using studio = await openTestStudio()
  const headers = { 'idempotency-key': 'once', 'content-type': 'application/json' }
  const projectId = await studio.addProject([['It rains.']])
  const add = (name: unknown) =>
    studio.api.fetch(`${projects}/${projectId}/chapters`, { method: 'POST', headers, body: JSON.stringify({ name }) })
  assert.equal((await add(null)).status, 422)
  const statuses = (await Promise.all([1, 2, 3, 4].map(() => add('Two')))).map(({ status }) => status)
  assert.ok(
    statuses.every((status) => status === 200 || status === 409),
    String(statuses),
  )
  assert.equal((await add('Two')).status, 200)
  assert.equal((await studio.api.get(`${projects}/${projectId}/chapters`)).body.chapters.length, 2)
  const elsewhere = await studio.api.json(
    `${projects}/${projectId}/convert`,
    { method: 'POST', headers, body: '{}' },
    400,
  )
  assert.match(elsewhere.body.detail.message, /was given to POST .*\/chapters;/)
})

test('of what changes nothing no answer is kept: a key that may only look fills no disk', async () => {
  await using studio = await openTestStudio()
  const headers = { 'idempotency-key': 'told', 'content-type': 'application/json' }
  const tell = () =>
    studio.api.json('/lectern/v1/spoken', { method: 'POST', headers, body: '{"text":"It rains."}' }, 200)
  assert.deepEqual((await tell()).body, (await tell()).body)
  assert.equal(await studio.studio.db.$count(idempotentRequests), 0)
})

test('of one caller so many answers are kept, the newest ones, and what is being answered', async () => {
  await using studio = await openTestStudio()
  const { db } = studio.studio
  const answered = async (caller: string, name: string, answer: string | null, age: number) => {
    const startedAt = sql`now() - ${age} * interval '1 minute'`
    const kept = answer === null ? null : { body: answer }
    await db.insert(idempotentRequests).values({ caller, name, operation: 'POST /x', answer: kept, startedAt })
  }
  for (let age = 1; age <= 4; age++) await answered('me', `${age}`, 'It rains.', age)
  await answered('me', 'open', null, 9)
  await answered('you', 'old', 'It rains.', 9)
  const names = async () => (await db.select().from(idempotentRequests)).map(({ name }) => name).sort()
  await forgetOldest(db, 'me', { answers: 3, bytes: 1_000 })
  assert.deepEqual(await names(), ['1', '2', '3', 'old', 'open'])
  await forgetOldest(db, 'me', { answers: 3, bytes: 30 })
  assert.deepEqual(await names(), ['1', 'old', 'open'])
})

test('proof: a caller who is given long answers again and again fills no disk', async () => {
  await using studio = await openTestStudio()
  const { db } = studio.studio
  const caller = 'me'
  const long = () => randomBytes(3_500_000).toString('base64')
  const asked = Array.from({ length: 30 }, (_, index) => ({ caller, name: `${index}`, operation: 'POST /x' }))
  for (const request of asked)
    await answerOnce(
      db,
      request,
      async () => long(),
      (answer) => answer,
    )
  assert.ok((await db.$count(idempotentRequests)) < 30)
})

test('what speaks is spoken again from its takes, and answered as the first time', async () => {
  await using studio = await openTestStudio()
  const headers = { 'idempotency-key': 'spoken', 'content-type': 'application/json' }
  const path = '/v1/text-to-speech/tone-a/with-timestamps'
  const speak = () => studio.api.json(path, { method: 'POST', headers, body: '{"text":"It rains."}' }, 200)
  assert.deepEqual((await speak()).body, (await speak()).body)
  assert.deepEqual(studio.spoken(), ['It rains.'])
})

test('the secret of a key is kept nowhere, whatever its request is called', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_API_KEYS: 'me:key-number-one' } })
  const headers = { 'idempotency-key': 'a', 'content-type': 'application/json', 'xi-api-key': 'key-number-one' }
  const ask = (path: string, body: object) =>
    studio.api.json(path, { method: 'POST', headers, body: JSON.stringify(body) }, 200)
  const { body: key } = await ask('/lectern/v1/keys', { name: 'robot', role: 'viewer' })
  const { body: token } = await ask('/v1/single-use-token/tts_websocket', {})
  const rows = await studio.studio.db.select().from(idempotentRequests)
  const kept = JSON.stringify(rows)
  assert.ok(!kept.includes(key.secret) && !kept.includes(token.token), kept)
})

test('a request that takes long is not done a second time; one whose process died is, soon', async (t) => {
  await using studio = await openTestStudio()
  const { db } = studio.studio
  const request = { caller: '', name: 'long', operation: 'POST /' }
  const isOld = () => db.execute(sql`update idempotent_requests set started_at = now() - interval '3 minutes'`)
  const release = Promise.withResolvers<string>()
  t.mock.timers.enable({ apis: ['setInterval'] })
  const first = answerOnce(
    db,
    request,
    () => release.promise,
    (answer) => answer,
  )
  await until('it is being answered', async () => (await db.execute(sql`select from idempotent_requests`)).rowCount)
  const again = () =>
    answerOnce(
      db,
      request,
      async () => 'done twice',
      (answer) => answer,
    )
  await isOld()
  t.mock.timers.tick(30_000)
  await until('it tells that it lives', async () => {
    const { rowCount } = await db.execute(
      sql`select from idempotent_requests where started_at > now() - interval '1 minute'`,
    )
    return rowCount
  })
  t.mock.timers.reset()
  await assert.rejects(again(), { code: 'already_processing' })
  release.resolve('done')
  assert.equal((await first).body, 'done')
  await db.execute(sql`update idempotent_requests set answer = null`)
  await isOld()
  assert.equal((await again()).body, 'done twice')
})

test('what is done is answered, also when the note of it cannot be taken, and what failed says why', async () => {
  await using studio = await openTestStudio()
  const { db } = studio.studio
  const loseTable = () => db.execute(sql`alter table idempotent_requests rename to away`)
  const once = (name: string, work: () => Promise<string>) =>
    answerOnce(db, { caller: '', name, operation: 'POST /' }, work, (answer) => answer)
  const done = once('a', async () => {
    await loseTable()
    return 'done'
  })
  assert.equal((await done).body, 'done')
  await db.execute(sql`alter table away rename to idempotent_requests`)
  const failing = once('b', async () => {
    await loseTable()
    throw new Error('no such voice')
  })
  await assert.rejects(failing, /no such voice/)
})
