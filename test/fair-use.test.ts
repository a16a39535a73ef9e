import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { type ConversionId, newId, type ProjectId, type ProjectSnapshotId } from '#server/base/ids.ts'
import { insertProjectSnapshot } from '#server/snapshots/snapshot-store.ts'
import { bulletin, makePodcast, podcastBody } from './podcasts.ts'
import { chapterPath, openTestStudio, type TestStudio } from './studio.ts'
import { until } from './until.ts'

const keys = { LECTERN_API_KEYS: 'ann:secret-of-ann:editor,bob:secret-of-bob:editor,eve:secret-of-eve:admin' }

test('a key may have so many characters a day spoken, by request and by conversion, and others are not touched', async () => {
  await using studio = await openTestStudio({ environment: { ...keys, LECTERN_KEY_CHARACTERS: '30' } })
  as(studio, 'ann')
  await speak(studio, 'Twelve signs')
  const chapter = await studio.addChapter(['Twelve signs'])
  await studio.convert(chapter)
  await studio.edit(chapter, ['Twelve signs', 'Six si'])
  await studio.convert(chapter)
  await studio.edit(chapter, ['Twelve signs', 'Fourteen signs', 'Six si'])
  const refused = await studio.api.post(`${chapterPath(chapter)}/convert`, undefined, 429)
  assert.equal(refused.body.detail.code, 'quota_exceeded')
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  const { status } = await ask(studio, 'Thirteen signs')
  assert.equal(status, 429)
  assert.equal((await preview(studio, 'Thirteen signs')).status, 429)
  as(studio, 'bob')
  await speak(studio, 'Twelve signs')
  await studio.convert(chapter)
  assert.equal((await preview(studio, 'Snow')).status, 200)
  as(studio, 'eve')
  const { body } = await studio.api.get('/lectern/v1/usage')
  assert.deepEqual(body.limits, { characters_a_day: 30, conversions_at_once: 0 })
  const told = body.usage.map(({ name, characters, conversions }: Record<string, unknown>) => {
    return [name, characters, conversions]
  })
  assert.deepEqual(told, [
    ['bob', 30, 1],
    ['ann', 18, 2],
  ])
  as(studio, 'ann')
  await studio.api.get('/lectern/v1/usage', 403)
})

test('the texts of one key do not all stand in the queue before one of another', async () => {
  await using studio = await openTestStudio({ environment: keys, isWorking: false })
  as(studio, 'ann')
  const text = (number: number) =>
    Array.from({ length: 8 }, (_, index) => `Rain ${number} fell ${index} times. `).join('')
  const leave = new AbortController()
  const begun: Promise<unknown>[] = []
  const begin = (said: string) => begun.push(ask(studio, said, leave.signal).catch(() => {}))
  for (let number = 0; number < 10; number++) begin(text(number))
  const queued = async () => {
    const { rows } = await studio.studio.db.execute<{ said: string }>(sql`
      select data -> 'tasks' ->> 0 as said from pgboss.job where name = 'speak.tone' and state < 'active'`)
    return rows.map(({ said }) => said)
  }
  try {
    await until('the first wait', async () => (await queued()).length >= 32)
    as(studio, 'bob')
    begin('Snow fell.')
    await until('the other is queued', async () => (await queued()).some((said) => said.includes('Snow')))
    assert.equal((await queued()).length, 33)
  } finally {
    leave.abort()
    await Promise.all(begun)
  }
})

test('documents of one key take turns with those of others', async () => {
  await using studio = await openTestStudio({ environment: keys, isWorking: false })
  const send = async (name: string) => {
    as(studio, name)
    const from_document = new File(['Some text.'], 'some.txt')
    await studio.api.form('/v1/studio/projects', { name, from_document })
  }
  for (const name of ['ann', 'ann', 'ann', 'bob']) await send(name)
  const { rows } = await studio.studio.db.execute(sql`
    select data -> 'asker' ->> 'name' as name from pgboss.job where name = 'import' order by priority desc, created_on`)
  const turns = rows.map(({ name }) => name)
  assert.deepEqual(turns, ['ann', 'bob', 'ann', 'ann'])
})

test('proof: casts, podcasts and exports of one key take turns with those of others', async () => {
  await using studio = await openTestStudio({ environment: keys, isWorking: false })
  const askers: string[] = []
  for (const name of ['ann', 'ann', 'ann', 'bob']) {
    as(studio, name)
    const projectId = await studio.addProject([['“Yes,” said Anna.']])
    await studio.api.post(`/lectern/v1/projects/${projectId}/cast/find`, {})
    await studio.api.post('/v1/studio/podcasts', podcastBody(bulletin()))
    await askForReport(studio, projectId)
    askers.push(name)
  }
  for (const queue of ['cast', 'podcast', 'export']) {
    const { rows } = await studio.studio.db.execute<{ turn: number }>(sql`
      select (row_number() over (order by priority desc, created_on))::int as turn
      from pgboss.job where name = ${queue} order by created_on`)
    const inTurn = rows.map(({ turn }, index) => [turn, askers[index]] as const).sort(([one], [other]) => one - other)
    assert.deepEqual(
      inTurn.map(([, name]) => name),
      ['ann', 'bob', 'ann', 'ann'],
      queue,
    )
  }
})

test('proof: a key may have so many conversions under way', async () => {
  const held = Promise.withResolvers<void>()
  await using studio = await openTestStudio({
    environment: { ...keys, LECTERN_KEY_CONVERSIONS: '1', LECTERN_ALLOW_PRIVATE_URLS: '1' },
    mayLog: /ECONNREFUSED/,
    beforeSpeak: ({ text }) => (text === 'Held.' ? held.promise : undefined),
  })
  as(studio, 'ann')
  const [first, second] = [await studio.addChapter(['Held.']), await studio.addChapter(['Free.'])]
  await studio.api.post(`${chapterPath(first)}/convert`)
  const refused = await studio.api.post(`${chapterPath(second)}/convert`, undefined, 429)
  assert.equal(refused.body.detail.code, 'too_many_conversions')
  const asked = { ...bulletin(), duration_scale: 'short', callback_url: 'http://127.0.0.1:9/' }
  const { creation_meta, project_id: podcastId } = await makePodcast(studio, asked)
  assert.deepEqual([creation_meta.status, creation_meta.error], ['draft', undefined], 'its script is kept')
  as(studio, 'eve')
  const { callbacks } = (await studio.api.get(`/lectern/v1/callbacks?project_id=${podcastId}`)).body
  assert.match(callbacks[0].body.data.error_details, /waits to be approved/)
  as(studio, 'bob')
  await studio.convert(second)
  held.resolve()
  as(studio, 'ann')
  await studio.untilConverted(first)
  await studio.convert(second)
})

test('proof: a document is imported though it may not be spoken today, and its project tells so', async () => {
  await using studio = await openTestStudio({ environment: { ...keys, LECTERN_KEY_CHARACTERS: '10' } })
  as(studio, 'ann')
  const from_document = new File(['Many more signs than ten.'], 'text.txt', { type: 'text/plain' })
  const { body } = await studio.api.form('/v1/studio/projects', { name: 'Long', from_document, auto_convert: 'true' })
  const project = await studio.untilIdle(body.project.project_id)
  assert.deepEqual(
    project.creation_meta.warnings.map(({ code }: { code: string }) => code),
    ['quota_exceeded'],
  )
  assert.equal(project.chapters.length, 1)
})

test('a small work that comes later is done long before a long one', async () => {
  const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  await using studio = await openTestStudio({
    environment: { LECTERN_SPEECH_PROCESSES: '1' },
    beforeSpeak({ text }) {
      begun.resolve()
      return text.startsWith('Paragraph 0 ') ? held.promise : undefined
    },
  })
  const paragraphs = Array.from({ length: 12 }, (_, number) => `Paragraph ${number} ${'is a long one '.repeat(32)}.`)
  const off = { apply_text_normalization: 'off' }
  const long = await studio.addProject([paragraphs], off)
  await studio.api.post(`/v1/studio/projects/${long}/convert`)
  await begun.promise
  const all = await until('the long one is queued', async () => (await waiting(studio)) || undefined)
  assert.ok(all > 8, `${all} jobs`)
  const small = await studio.addProject([['A small one.']], off)
  await studio.api.post(`/v1/studio/projects/${small}/convert`)
  await until('the small one is queued too', async () => (await waiting(studio)) > all)
  held.resolve()
  await studio.untilIdle(small)
  const place = studio.spoken().indexOf('A small one.')
  assert.ok(place >= 0 && place < 5, `it was spoken as number ${place}`)
  await studio.api.post(`/lectern/v1/projects/${long}/cancel`)
})

function as(studio: TestStudio, name: string): void {
  studio.api.key = `secret-of-${name}`
}

function ask(studio: TestStudio, text: string, signal?: AbortSignal): Promise<Response> {
  return studio.api.fetch('/v1/text-to-speech/tone-a', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
    signal,
  })
}

async function speak(studio: TestStudio, text: string): Promise<void> {
  const answer = await ask(studio, text)
  await answer.arrayBuffer()
  assert.equal(answer.status, 200)
}

/** Jobs of speaking that wait. */
async function waiting(studio: TestStudio): Promise<number> {
  const { body } = await studio.api.get('/lectern/v1/status')
  return body.queues.find(({ name }: { name: string }) => name === 'speak.tone')?.waiting ?? 0
}

function preview(studio: TestStudio, text: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ text, voice_id: 'tone-a' })
  return studio.api.fetch('/lectern/v1/preview', { method: 'POST', headers, body })
}

/** Of a snapshot without chapters, which needs no worker. */
async function askForReport(studio: TestStudio, projectId: string): Promise<void> {
  const id = newId<ProjectSnapshotId>()
  const snapshot = { id, projectId: projectId as ProjectId, conversionId: newId<ConversionId>(), name: 'Some' }
  const tags = { album: 'Some', author: null, isbn: null, language: null, year: null }
  await insertProjectSnapshot(studio.studio.db, { ...snapshot, sampleCount: 0, chapters: [], tags })
  await studio.api.post(`/lectern/v1/projects/${projectId}/snapshots/${id}/exports/report`, {})
}
