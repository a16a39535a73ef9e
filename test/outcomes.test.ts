import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import type { ProjectId } from '#server/base/ids.ts'
import { listRunning } from '#server/converting/conversion-store.ts'
import { startConversion } from '#server/converting/start-conversion.ts'
import { openSweeper } from '#server/jobs/end-stranded.ts'
import type { JobRun } from '#server/jobs/run-job.ts'
import { awaitedOutcomes } from '#server/start-working.ts'
import { hurry, hurrying } from './hurry.ts'
import { leftOvers, untilNoJobs } from './left-overs.ts'
import { SpeechGate } from './speech-gate.ts'
import { chapterPath, openTestStudio, type TestChapter, type TestStudio, toBlock } from './studio.ts'
import { until } from './until.ts'

// Whatever is begun ends: done, failed with a reason that people see, or cancelled.

const environment = { LECTERN_ALLOW_PRIVATE_URLS: '1' }

test('a page that refuses the connection fails the import with the reason, after a few tries', async () => {
  await using studio = await openTestStudio({ environment, mayLog: /ECONNREFUSED/ })
  const port = await freePort()
  const form = { name: 'Nowhere', from_url: `http://127.0.0.1:${port}/` }
  const { project_id: projectId } = (await studio.api.form('/v1/studio/projects', form)).body.project
  const project = await hurrying(studio, () => studio.untilIdle(projectId))
  assert.equal(project.creation_meta.status, 'failed')
  const { creationError } = await readCreation(studio, projectId)
  assert.equal(creationError.code, 'fetch_failed')
  assert.match(creationError.message, /ECONNREFUSED/)
  assert.deepEqual(await listJobs(studio, 'import'), [{ state: 'failed', tries: 4 }])
  // It is a project like any other: only there is nothing to say.
  const { body } = await studio.api.post(`/v1/studio/projects/${projectId}/convert`, undefined, 400)
  assert.equal(body.detail.code, 'empty_text')
})

test('a receiver of callbacks that is down is asked again later, not again and again, and told when it is back', async () => {
  await using studio = await openTestStudio({ environment, mayLog: /ECONNREFUSED/ })
  const port = await freePort()
  const chapter = await studio.addChapter(['It was dark.'], { callback_url: `http://127.0.0.1:${port}/` })
  await studio.convert(chapter)
  await until('the first try has failed', async () => (await listJobs(studio, 'callback'))[0]?.state === 'retry')
  for (const tries of [1, 2, 3]) {
    const [callback] = await listCallbacks(studio, chapter)
    assert.deepEqual([callback.state, callback.attempts], ['waiting', tries])
    assert.ok((await secondsToRetry(studio)) > 5)
    await hurry(studio)
    await until('it is tried again', async () => (await listCallbacks(studio, chapter))[0].attempts === tries + 1)
    await until('and waits again', async () => (await listJobs(studio, 'callback'))[0]?.state === 'retry')
  }
  const told: string[] = []
  await using _ = await openReceiver(port, (body) => told.push(body))
  await hurrying(studio, () =>
    until('it is delivered', async () => (await listCallbacks(studio, chapter))[0].state === 'delivered'),
  )
  assert.equal(told.length, 1)
})

const broken = {
  'starting a conversion': "before update on conversions for each row when (new.state = 'working')",
  'publishing a chapter': 'before insert on chapter_snapshots for each row',
  'publishing a project': 'before insert on project_snapshots for each row',
}
for (const [step, when] of Object.entries(broken)) {
  test(`${step === 'publishing a project' ? 'proof: ' : ''}when ${step} fails again and again, the conversion fails with the reason, and works when that is gone`, async () => {
    await using studio = await openTestStudio({ mayLog: /the ground gave way/ })
    const projectId = await studio.addProject([['It was dark.'], ['Rain fell.']])
    await sabotage(studio, when)
    await studio.api.post(`/v1/studio/projects/${projectId}/convert`)
    await hurrying(studio, () => studio.untilIdle(projectId))
    assert.deepEqual(await studio.listSnapshots(projectId), [])
    assert.match(await failureOf(studio, projectId), /the ground gave way/)
    await studio.studio.db.execute(sql`drop function give_way cascade`)
    await studio.convertProject(projectId)
    assert.equal((await studio.listSnapshots(projectId)).length, 1)
  })
}

test('proof: when storing a document fails again and again, the project says so', async () => {
  await using studio = await openTestStudio({ mayLog: /the ground gave way/ })
  await sabotage(studio, 'before insert on blocks for each row')
  const document = new File(['It was dark.'], 'night.txt', { type: 'text/plain' })
  const { body } = await studio.api.form('/v1/studio/projects', { name: 'Night', from_document: document })
  const project = await hurrying(studio, () => studio.untilIdle(body.project.project_id))
  assert.equal(project.creation_meta.status, 'failed')
})

test('what has lost its job is ended with a reason; what has one, and what only just lost it, is left alone', async () => {
  await using studio = await openTestStudio({ isWorking: false, environment, mayLog: /nobody worked on it/ })
  const [lost, kept] = [await studio.addChapter(['It was dark.']), await studio.addChapter(['Rain fell.'])]
  for (const { projectId } of [lost, kept]) await studio.api.post(`/v1/studio/projects/${projectId}/convert`)
  const document = new File(['It was dark.'], 'night.txt', { type: 'text/plain' })
  const imported = await studio.api.form('/v1/studio/projects', { name: 'Night', from_document: document })
  await loseJobs(studio, 'import')
  await studio.studio.db.execute(sql`
    delete from pgboss.job where name = 'convert' and data->>'conversionId' in
      (select id from conversions where project_id = ${lost.projectId})`)
  const sweeper = openSweeper(awaitedOutcomes(studio.studio), studio.studio.log)
  await sweeper.round()
  assert.equal((await studio.read(lost)).state, 'converting')
  await sweeper.round()
  assert.equal((await studio.read(lost)).state, 'default')
  assert.match((await studio.read(lost)).last_conversion_error, /no job is left/)
  // Its project's conversion is told to end by its last chapter; that is a job, which waits for a worker.
  assert.equal((await studio.read(kept)).state, 'converting')
  const { creationError } = await readCreation(studio, imported.body.project.project_id)
  assert.equal(creationError.code, 'work_lost')
})

test('a conversion whose voice no worker has ends with the reason, after minutes', async () => {
  await using studio = await openTestStudio({ isWorking: false, mayLog: /nobody worked on it/ })
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.api.post(`${chapterPath(chapter)}/convert`)
  const [running] = await listRunning(studio.studio.db, chapter.projectId as ProjectId)
  const run = { signal: new AbortController().signal, completeIn: async () => {} } as unknown as JobRun
  await startConversion(studio.studio, { conversionId: running!.id }, run)
  const sweeper = openSweeper(awaitedOutcomes(studio.studio), studio.studio.log)
  for (let minute = 1; minute < 5; minute++) await sweeper.round()
  assert.equal((await studio.read(chapter)).state, 'converting')
  await sweeper.round()
  assert.match((await studio.read(chapter)).last_conversion_error, /No worker has had the voice/)
})

test('a callback that has lost its job is sent by another one', async () => {
  await using studio = await openTestStudio({ environment, mayLog: /ECONNREFUSED|nobody worked on it/ })
  const port = await freePort()
  const chapter = await studio.addChapter(['It was dark.'], { callback_url: `http://127.0.0.1:${port}/` })
  await studio.convert(chapter)
  await until('the first try has failed', async () => (await listJobs(studio, 'callback'))[0]?.state === 'retry')
  await loseJobs(studio, 'callback')
  const told: string[] = []
  await using _ = await openReceiver(port, (body) => told.push(body))
  const rounds = [1, 2].map(async () => {
    const sweeper = openSweeper(awaitedOutcomes(studio.studio), studio.studio.log)
    for (let round = 0; round < 2; round++) await sweeper.round()
  })
  await Promise.all(rounds)
  await until('it is delivered', async () => (await listCallbacks(studio, chapter))[0].state === 'delivered')
  assert.equal(told.length, 1)
})

for (const [when, turnsBetween] of [
  ['when', 8],
  ['proof: whenever', 1],
] as const) {
  test(`${when} a conversion is cancelled, nothing of it is spoken afterwards`, async () => {
    const gate = new SpeechGate()
    await using studio = await openTestStudio({ beforeSpeak: gate.pass })
    for (let turns = 0; turns < 40; turns += turnsBetween) {
      const chapter = await studio.addChapter(Array.from({ length: 5 }, (_, n) => `Round ${turns}, paragraph ${n}.`))
      await studio.api.post(`${chapterPath(chapter)}/convert`)
      for (let turn = 0; turn < turns; turn++) await studio.studio.db.execute(sql`select 1`)
      await studio.api.post(`/lectern/v1/projects/${chapter.projectId}/cancel`)
    }
    // The gate is shut: a job that is left would wait before it for ever.
    await untilNoJobs(studio)
    assert.deepEqual(studio.spoken(), [])
  })
}

test('when the caller of a long speech leaves, no more of it is spoken', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass })
  const text = Array.from({ length: 300 }, (_, n) => `This is sentence number ${n}.`).join(' ')
  for (const path of ['', '/stream', '/with-timestamps', '/stream/with-timestamps']) {
    const caller = new AbortController()
    const asked = fetch(`${studio.api.baseUrl}/v1/text-to-speech/tone-a${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: `${path} ${text}` }),
      signal: caller.signal,
    })
    await until('it is about to be spoken', async () => (await countSpeakJobs(studio, ['active'])) > 0)
    assert.ok((await countSpeakJobs(studio, ['created', 'active'])) <= 8, 'others have their turn too')
    caller.abort()
    await assert.rejects(asked)
    await until('nothing is left', async () => (await countSpeakJobs(studio, ['created', 'active', 'retry'])) === 0)
  }
  await untilNoJobs(studio)
  assert.deepEqual(studio.spoken(), [])
})

for (const [when, turnsBetween] of [
  ['while it is converted', 10],
  ['at any moment of its conversion', 1],
] as const) {
  test(`${turnsBetween > 1 ? '' : 'proof: '}a project that is deleted ${when} is gone, and nobody waits for who waits for him`, async () => {
    await using studio = await openTestStudio()
    for (let turns = 0; turns < 60; turns += turnsBetween) {
      const projectId = await studio.addProject([['One.'], ['Two.'], ['Three.']])
      await studio.api.post(`/v1/studio/projects/${projectId}/convert`)
      for (let turn = 0; turn < turns; turn++) await studio.studio.db.execute(sql`select 1`)
      await studio.api.delete(`/v1/studio/projects/${projectId}`)
    }
    await untilNoJobs(studio)
    assert.deepEqual(await leftOvers(studio), {})
    assert.equal(await countDeadlocks(studio), 0)
  })
}

test('a change of a chapter that is refused in one part changes nothing', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.'])
  const refused = { name: 'No \0 name', content: { blocks: [toBlock('Rain fell.')] } }
  await studio.api.post(chapterPath(chapter), refused, 400)
  const { name, content } = await studio.read(chapter)
  assert.deepEqual([name, content.blocks[0].nodes[0].text], ['Chapter 1', 'It was dark.'])
})

test('a dictionary is changed together with what its projects show, or not at all', async () => {
  await using studio = await openTestStudio({ mayLog: /the ground gave way/ })
  const path = '/v1/pronunciation-dictionaries'
  const rule = (alias: string) => ({ type: 'alias', string_to_replace: 'dark', alias })
  const { body: made } = await studio.api.post(`${path}/add-from-rules`, { name: 'Words', rules: [rule('dim')] })
  const locators = [{ pronunciation_dictionary_id: made.id, version_id: null }]
  const fields = { pronunciation_dictionary_locators: JSON.stringify(locators[0]) }
  await studio.addChapter(['It was dark.'], fields)
  await sabotage(studio, 'before update on project_revisions for each row')
  await studio.api.post(`${path}/${made.id}/set-rules`, { rules: [rule('black')] }, 500)
  const { body } = await studio.api.get(`${path}/${made.id}`)
  assert.deepEqual([body.latest_version_id, body.rules[0].alias], [made.version_id, 'dim'])
})

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const server = createServer().listen(0, '127.0.0.1', resolve)
  await promise
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

async function openReceiver(port: number, hear: (body: string) => void): Promise<AsyncDisposable> {
  const server = createServer(async (request, response) => {
    hear((await Array.fromAsync(request)).join(''))
    response.end()
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(port, '127.0.0.1', resolve)
  await promise
  return { [Symbol.asyncDispose]: async () => void server.close() }
}

/** Makes every statement of a kind fail. @param when as `create trigger` has it */
async function sabotage({ studio: { db } }: TestStudio, when: string): Promise<void> {
  await db.execute(sql`
    create function give_way() returns trigger language plpgsql as
    $$ begin raise exception 'the ground gave way'; end $$`)
  await db.execute(sql.raw(`create trigger sabotage ${when} execute function give_way()`))
}

async function loseJobs({ studio: { db } }: TestStudio, queue: string): Promise<void> {
  await db.execute(sql`delete from pgboss.job where name = ${queue}`)
}

async function listJobs({ studio: { db } }: TestStudio, queue: string) {
  const { rows } = await db.execute<{ state: string; tries: number }>(sql`
    select state, retry_count + 1 as tries from pgboss.job where name = ${queue}`)
  return rows
}

async function secondsToRetry({ studio: { db } }: TestStudio): Promise<number> {
  const { rows } = await db.execute<{ seconds: number }>(sql`
    select extract(epoch from start_after - now())::float as seconds from pgboss.job where name = 'callback'`)
  return rows[0]!.seconds
}

async function listCallbacks({ api }: TestStudio, { projectId }: Pick<TestChapter, 'projectId'>) {
  return (await api.get(`/lectern/v1/callbacks?project_id=${projectId}`)).body.callbacks
}

async function readCreation({ studio: { db } }: TestStudio, projectId: string) {
  const { rows } = await db.execute<{ creationError: { code: string; message: string } }>(sql`
    select creation_error as "creationError" from projects where id = ${projectId}`)
  return rows[0]!
}

async function failureOf({ studio: { db } }: TestStudio, projectId: string): Promise<string> {
  const { rows } = await db.execute<{ message: string }>(sql`
    select error_message as message from conversions where project_id = ${projectId} and state = 'failed'`)
  return rows.map(({ message }) => message).join(' ')
}

async function countDeadlocks({ studio: { db } }: TestStudio): Promise<number> {
  await db.execute(sql`select pg_stat_force_next_flush()`)
  const { rows } = await db.execute<{ deadlocks: number }>(sql`
    select deadlocks::int from pg_stat_database where datname = current_database()`)
  return rows[0]!.deadlocks
}

async function countSpeakJobs({ studio: { db } }: TestStudio, states: string[]): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from pgboss.job
    where name like 'speak.%' and state::text = any(${sql.param(states)}::text[])`)
  return rows[0]!.count
}
