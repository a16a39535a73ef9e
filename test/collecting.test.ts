import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import type { TakeKey } from '#server/base/ids.ts'
import { type Collected, collect } from '#server/collecting/collect.ts'
import { countUnwanted } from '#server/collecting/unwanted-takes.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { keepTake, type NewTake, readTakeTrack, storeSamples } from '#server/takes/take-store.ts'
import { exportAs } from './exports.ts'
import { openTestStudio, type TestStudio } from './studio.ts'
import { until } from './until.ts'

const nothing: Collected = { historyItems: 0, takes: 0, files: 0, renditions: 0, covers: 0, sources: 0, exports: 0 }
const signal = new AbortController().signal

test('the sound of an edit is kept for the time of grace, and then goes; what snapshots play stays', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.', 'Rain fell.'])
  await studio.convert(chapter)
  const before = await studio.stream(chapter)
  await studio.edit(chapter, ['It was dark.', 'Snow fell.'])
  await studio.convert(chapter)
  const [newest, oldest] = await studio.listSnapshots(chapter)
  await later(studio, 1000)
  assert.deepEqual(await collect(studio.studio, signal), nothing, 'both snapshots live')
  await studio.studio.db.execute(sql`delete from chapter_snapshots where id = ${oldest.chapter_snapshot_id}`)
  assert.deepEqual(await collect(studio.studio, signal), { ...nothing, renditions: 1 })
  assert.equal((await countUnwanted(studio.studio.db)).takes, 0, 'the history of the paragraph has it')
  await studio.studio.db.execute(sql`delete from block_generations`)
  assert.deepEqual(await collect(studio.studio, signal), nothing)
  assert.equal((await countUnwanted(studio.studio.db)).takes, 1)
  await later(studio, 167)
  assert.equal((await collect(studio.studio, signal)).takes, 0, 'an hour is left')
  await later(studio, 1)
  assert.equal((await collect(studio.studio, signal)).takes, 1)
  assert.equal(await countFiles(studio, 'takes/'), 2)
  assert.equal((await studio.stream(newest)).length, before.length)
})

test('an undo within the time of grace speaks nothing again, and begins a new time', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.convert(chapter)
  await studio.studio.db.execute(sql`delete from chapter_snapshots`)
  await studio.edit(chapter, ['It was light.'])
  await studio.read(chapter) // plans it
  await later(studio, 2)
  await collect(studio.studio, signal)
  await later(studio, 160)
  await studio.edit(chapter, ['It was dark.'])
  await studio.read(chapter)
  await collect(studio.studio, signal)
  await later(studio, 160)
  assert.deepEqual(await collect(studio.studio, signal), nothing)
  await studio.convert(chapter)
  assert.deepEqual(studio.spoken(), ['It was dark.'])
})

test('what was spoken by request goes when it is deleted from the history, or with its age where that is set', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_HISTORY_DAYS: '30' } })
  for (const text of ['One.', 'Two.']) await studio.api.bytes('/v1/text-to-speech/tone-a', post({ text }))
  await later(studio, 200)
  assert.deepEqual(await collect(studio.studio, signal), nothing)
  const { body } = await studio.api.get('/v1/history')
  await studio.api.delete(`/v1/history/${body.history[0].history_item_id}`)
  await collect(studio.studio, signal)
  await later(studio, 168)
  assert.deepEqual(await collect(studio.studio, signal), { ...nothing, takes: 1 })
  await later(studio, 30 * 24)
  assert.equal((await collect(studio.studio, signal)).historyItems, 1)
})

test('samples without a take go, and are stored again when their take is just being kept', async () => {
  await using studio = await openTestStudio()
  const { db, files } = studio.studio
  await files.put(`takes/ab/${'ab'.repeat(32)}.pcm`, Buffer.alloc(100))
  assert.deepEqual(await collect(studio.studio, signal), { ...nothing, files: 1 })
  const take = await speak('It was dark.')
  const row = await storeSamples(files, take)
  assert.deepEqual(await collect(studio.studio, signal), { ...nothing, files: 1 })
  assert.ok(await db.transaction((inside) => keepTake(inside, files, row, take.track)))
  assert.deepEqual(await readTakeTrack(files, row), take.track)
})

for (const [name, rounds] of [
  ['collecting', 1],
  ['proof: collecting again and again', 6],
] as const) {
  test(`${name} beside conversions that need the very takes breaks none of them`, async () => {
    await using studio = await openTestStudio()
    const chapters = [await studio.addChapter(['One.', 'Two.', 'Three.']), await studio.addChapter(['Two.', 'Four.'])]
    const ended = new AbortController()
    const collecting = (async () => {
      while (!ended.signal.aborted) {
        // All that nothing points to at this moment goes at once.
        await later(studio, 1000)
        await studio.studio.db.execute(sql`update takes set unwanted_since = now() - interval '1000 hours'`)
        await collect(studio.studio, signal)
      }
    })()
    for (let round = 0; round < rounds; round++) {
      for (const [index, chapter] of chapters.entries()) {
        await studio.edit(chapter, ['Two.', `Round ${round % 3} of ${index}.`, 'Three.'])
        const { last_conversion_error } = await studio.convert(chapter)
        assert.equal(last_conversion_error, null)
        assert.ok((await studio.stream(chapter)).length > 1000)
      }
      await studio.studio.db.execute(sql`delete from chapter_snapshots`)
    }
    ended.abort()
    await collecting
  })
}

test('proof: what cannot be collected is told, and holds up nothing else', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['It was dark.']])
  await studio.convertProject(projectId)
  assert.equal((await exportAs(studio, projectId, 'srt')).state, 'ready')
  await studio.studio.db.execute(sql`update exports set expires_at = now() - interval '1 day'`)
  const { files } = studio.studio
  const list = files.list
  files.list = (prefix) => {
    if (prefix !== 'takes/') return list.call(files, prefix)
    throw new Error('this folder cannot be read')
  }
  await assert.rejects(collect(studio.studio, signal), /this folder cannot be read/)
  assert.equal(await countFiles(studio, 'exports/'), 0)
})

test('proof: takes that nothing needs are found by the indexes of what may need them, however long a history is', async () => {
  await using studio = await openTestStudio()
  const { db } = studio.studio
  await studio.api.bytes('/v1/text-to-speech/tone-a', post({ text: 'One.' }))
  await db.execute(sql`
    insert into speech_history select (jsonb_populate_record(item, jsonb_build_object('id', number, 'take_keys', array[md5(number::text)]))).*
    from speech_history as item, generate_series(1, 20000) as number`)
  await db.execute(sql`
    insert into takes select (jsonb_populate_record(take, jsonb_build_object('key', md5((2 * number)::text)))).*
    from takes as take, generate_series(1, 1000) as number`)
  await later(studio, 2)
  assert.deepEqual(await collect(studio.studio, signal), nothing)
  const read = await until('PostgreSQL tells what was read', async () => {
    const { rows } = await db.execute<{ byIndex: number; fromStart: number }>(sql`
      select coalesce(idx_scan, 0)::int as "byIndex", seq_tup_read::int as "fromStart"
      from pg_stat_user_tables where relname = 'speech_history'`)
    return rows[0]!.byIndex >= 1_000 || rows[0]!.fromStart >= 1_000_000 ? rows[0] : undefined
  })
  assert.ok(read.fromStart < 1_000_000, `${read.fromStart} rows were read for 1,000 takes`)
  assert.equal((await countUnwanted(db)).takes, 0)
})

async function speak(text: string): Promise<NewTake> {
  const utterance = { text, phonemes: [], voice: 'a', language: 'en', settings: {} }
  const { track, alignment, warnings } = await openToneEngine().speak(utterance, signal)
  const spoken = { text, language: 'en' }
  return { key: 'key' as TakeKey, engineId: 'tone', voice: 'a', spoken, track, alignment: alignment!, warnings }
}

function post(body: object) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** Lets so many hours pass for what is kept. */
async function later({ studio: { db } }: TestStudio, hours: number): Promise<void> {
  const back = sql`${hours} * interval '1 hour'`
  await db.execute(sql`update takes set created_at = created_at - ${back}, unwanted_since = unwanted_since - ${back}`)
  await db.execute(sql`update speech_history set created_at = created_at - ${back}`)
}

async function countFiles({ studio: { files } }: TestStudio, prefix: string): Promise<number> {
  return (await Array.fromAsync(files.list(prefix))).length
}
