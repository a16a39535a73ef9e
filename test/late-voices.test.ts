import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import type { Engine } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { openSweeper } from '#server/jobs/end-stranded.ts'
import { awaitedOutcomes, startWorking } from '#server/start-working.ts'
import { hurrying } from './hurry.ts'
import { chapterPath, openTestStudio, type TestChapter, type TestStudio, toBlock } from './studio.ts'
import { until } from './until.ts'

// What waits for a voice whose worker, or service, starts later than who is to speak it.

test('proof: an engine whose queue could not be opened when its voices came is worked for as soon as it can be', async () => {
  const late = openLateEngine()
  await using studio = await openTestStudio({ engines: [late.engine], mayLog: /gave way/ })
  const { db, voices } = studio.studio
  await db.execute(sql`
    create function give_way() returns trigger language plpgsql as
    $$ begin perform nextval('blows'); raise exception 'the ground gave way'; end $$`)
  await db.execute(sql`
    create trigger sabotage before insert or update on pgboss.queue for each row execute function give_way()`)
  await db.execute(sql`create sequence blows`)
  late.come()
  await voices.refresh()
  await until('it could not be opened', async () => {
    const { rows } = await db.execute<{ count: number }>(
      sql`select last_value::int as count from blows where is_called`,
    )
    return rows.length > 0
  })
  await db.execute(sql`drop function give_way cascade`)
  await voices.refresh()
  const chapter = await addLateChapter(studio)
  assert.equal((await studio.convert(chapter)).last_conversion_error, null)
})

test('what waits in the queue waits for a voice whose worker or service starts later', async () => {
  const late = openLateEngine()
  await using studio = await openBefore(late)
  const chapter = await addLateChapter(studio)
  await studio.api.post(`${chapterPath(chapter)}/convert`)
  const voices = { default_title_voice_id: 'late-a', default_paragraph_voice_id: 'late-a', auto_convert: 'true' }
  const form = { name: 'Night', from_document: new File(['It snowed.'], 'night.txt'), ...voices }
  const { project_id: projectId } = (await studio.api.form('/v1/studio/projects', form)).body.project
  await workWithout(late, studio)
  await untilPutBack(studio, 'convert')
  await untilPutBack(studio, 'import')
  late.come()
  const { last_conversion_error } = await hurrying(studio, () => studio.untilConverted(chapter))
  const { creation_meta, can_be_downloaded } = await hurrying(studio, () => studio.untilIdle(projectId))
  assert.deepEqual([last_conversion_error, creation_meta.status, can_be_downloaded], [null, 'finished', true])
})

test('proof: a conversion whose voice never comes ends with that', async () => {
  const late = openLateEngine()
  await using studio = await openBefore(late)
  const chapter = await addLateChapter(studio)
  await studio.api.post(`${chapterPath(chapter)}/convert`)
  await workWithout(late, studio)
  await untilPutBack(studio, 'convert')
  // As after five minutes.
  await studio.studio.db.execute(sql`
    update pgboss.job set output = jsonb_set(output, '{putBacks,voice}', '30') where name = 'convert'`)
  const { last_conversion_error } = await hurrying(studio, () => studio.untilConverted(chapter))
  assert.equal(last_conversion_error, 'There is no voice "late-a".')
})

test('while a text waits for a voice, voices are asked for', async () => {
  const late = openLateEngine()
  await using studio = await openBefore(late)
  const { projectId, chapterId } = await addLateChapter(studio)
  const path = `/lectern/v1/projects/${projectId}/chapters/${chapterId}`
  await studio.api.post(`${path}/speak`)
  await workWithout(late, studio)
  late.come()
  await openSweeper(awaitedOutcomes(studio.studio), studio.studio.log).round()
  await until('every paragraph is converted', async () => {
    const { blocks } = (await studio.api.get(`${path}/editor`)).body
    return blocks.every((block: { state: string }) => block.state === 'converted')
  })
})

test('proof: what was spoken is heard after its voice has gone, and what is changed then counts as unspoken', async () => {
  const late = openLateEngine()
  late.come()
  await using studio = await openTestStudio({ engines: [late.engine] })
  const { voices } = studio.studio
  const chapter = await addLateChapter(studio)
  await studio.convert(chapter)
  late.go()
  await voices.refresh()
  const path = `/lectern/v1/projects/${chapter.projectId}/chapters/${chapter.chapterId}`
  const readBlock = async () => (await studio.api.get(`${path}/editor`)).body.blocks[0]
  const { block_id: id, state } = await readBlock()
  assert.equal(state, 'converted')
  assert.ok((await studio.api.bytes(`${path}/blocks/${id}/audio`, { method: 'GET' })).bytes.length > 1_000)
  assert.ok((await studio.api.get(`${path}/blocks/${id}/times`)).body.duration_seconds > 0.4)

  await studio.write(chapter, [{ ...toBlock('Snow fell.', 'late-a'), block_id: id }])
  assert.equal((await readBlock()).state, 'unconverted')
  const { chapters } = (await studio.api.get(`/v1/studio/projects/${chapter.projectId}`)).body
  const { characters_converted, characters_unconverted } = chapters[0].statistics
  assert.deepEqual([characters_converted, characters_unconverted], [0, 'Snow fell.'.length])
  await studio.api.get(`${path}/blocks/${id}/audio`, 404)
  await studio.api.post(`${chapterPath(chapter)}/convert`, undefined, 404)

  late.come()
  await voices.refresh()
  assert.equal((await studio.convert(chapter)).last_conversion_error, null)
  assert.equal((await readBlock()).state, 'converted')
})

type LateEngine = ReturnType<typeof openLateEngine>

/** An engine with tones, whose voices come and go. */
function openLateEngine() {
  const tone = openToneEngine()
  let isThere = false
  const engine: Engine = { ...tone, id: 'late', voices: async () => (isThere ? tone.voices() : []) }
  return { engine, come: () => void (isThere = true), go: () => void (isThere = false) }
}

/** A studio that knows the voices, and in which nobody works yet. */
async function openBefore(late: LateEngine): Promise<TestStudio> {
  const studio = await openTestStudio({ engines: [late.engine], isWorking: false })
  late.come()
  await studio.studio.voices.refresh()
  return studio
}

async function addLateChapter(studio: TestStudio): Promise<TestChapter> {
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.write(chapter, [toBlock('Rain fell.', 'late-a')])
  return chapter
}

/** Begins to work when the voices have gone. */
async function workWithout(late: LateEngine, { studio }: TestStudio): Promise<void> {
  late.go()
  await studio.voices.refresh()
  await startWorking(studio)
}

async function untilPutBack({ studio: { db } }: TestStudio, queue: string): Promise<void> {
  await until(`a job of ${queue} was put back`, async () => {
    const { rows } = await db.execute(
      sql`select from pgboss.job where name = ${queue} and (output->'putBacks'->>'voice')::int > 0`,
    )
    return rows.length > 0
  })
}
