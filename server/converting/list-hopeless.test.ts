import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'drizzle-orm'
import type { ErrorCode } from '#server/base/error-catalogue.ts'
import { type ConversionId, newId, type TakeKey } from '#server/base/ids.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { createTestProject, openTestNeeds, paragraph, type TestNeeds } from '#test/projects.ts'
import { insertConversions } from './conversion-store.ts'
import { listHopeless } from './list-hopeless.ts'

let needs: AsyncDisposable & TestNeeds
before(async () => {
  needs = await openTestNeeds()
})
after(() => needs[Symbol.asyncDispose]())

test('a chapter is hopeless once ten of its takes failed, some long ago, and its voices are mute', async () => {
  const { id } = await beginChapter()
  await addTakes(id, 'a', 9, 'engine_failed')
  await addTakes(id, 'a', 5)
  assert.deepEqual(await listHopeless(needs.db, id, 'engine_failed'), [])
  await addTakes(id, 'a', 1, 'engine_failed')
  assert.deepEqual(await listHopeless(needs.db, id, 'engine_failed'), [id])
})

test('a voice that has only refused texts is waited for', async () => {
  const { id } = await beginChapter()
  await addTakes(id, 'a', 10, 'engine_failed')
  await addTakes(id, 'b', 1, 'empty_text')
  await addTakes(id, 'b', 1)
  assert.deepEqual(await listHopeless(needs.db, id, 'engine_failed'), [])
})

test('a voice that has spoken a chapter which has ended is waited for from then on', async () => {
  const { id, plannedKey } = await beginChapter()
  await addTakes(id, 'a', 10, 'engine_failed')
  await addTakes(id, 'a', 1)
  await speak(plannedKey, '1 minute')
  assert.deepEqual(await listHopeless(needs.db, id, 'engine_failed'), [])
  await needs.db.execute(sql`update takes set created_at = now() - interval '61 minutes' where key = ${plannedKey}`)
  assert.deepEqual(await listHopeless(needs.db, id, 'engine_failed'), [id])
})

test('a voice that fails since a moment ago is waited for, however long ago its book was asked for: both may just have started', async () => {
  const { id } = await beginChapter()
  await addTakes(id, 'a', 20, 'engine_failed', '14 minutes')
  await addTakes(id, 'a', 1)
  assert.deepEqual(await listHopeless(needs.db, id, 'engine_failed'), [])
})

test('a voice that could not speak a moment ago is not given up for another one that has gone', async () => {
  const { id } = await beginChapter()
  await addTakes(id, 'gone', 20, 'engine_failed')
  await addTakes(id, 'a', 1, 'engine_failed', '1 minute')
  await addTakes(id, 'a', 1)
  assert.deepEqual(await listHopeless(needs.db, id, 'engine_failed'), [])
  await needs.db.execute(sql`update conversion_takes set failed_at = failed_at - interval '15 minutes'`)
  assert.deepEqual(await listHopeless(needs.db, id, 'engine_failed'), [id])
})

test('what a voice could not speak before it spoke again says nothing of it', async () => {
  const { id, plannedKey } = await beginChapter()
  await addTakes(id, 'a', 10, 'engine_failed', '3 hours')
  await addTakes(id, 'a', 9, 'engine_failed', '1 minute')
  await addTakes(id, 'a', 1)
  await speak(plannedKey, '2 hours')
  assert.deepEqual(await listHopeless(needs.db, id, 'engine_failed'), [])
})

test('a short chapter that has ended for a voice tells since when it fails', async () => {
  const { id, projectId, chapterId } = await beginChapter()
  const parentId = newId<ConversionId>()
  await insertConversions(needs.db, [{ id: parentId, projectId, state: 'working' }])
  await needs.db.execute(sql`update conversions set parent_id = ${parentId} where id = ${id}`)
  await addTakes(id, 'a', 10, 'engine_failed', '1 minute')
  await addTakes(id, 'a', 1)
  assert.deepEqual(await listHopeless(needs.db, parentId, 'engine_failed'), [])
  const before = { id: newId<ConversionId>(), parentId, projectId, chapterId }
  const endedAt = new Date(Date.now() - 16 * 60_000)
  await insertConversions(needs.db, [{ ...before, state: 'failed', errorCode: 'engine_failed', endedAt }])
  assert.deepEqual(await listHopeless(needs.db, parentId, 'engine_failed'), [id])
})

/** A running conversion that lacks nothing yet, and a take that the project's text needs. */
async function beginChapter() {
  const { project, key } = await createTestProject(needs, [paragraph(`It was dark. ${newId()}`)])
  await ensurePlanned(needs, project)
  const id = newId<ConversionId>()
  await insertConversions(needs.db, [{ id, ...key, state: 'working' }])
  await needs.db.execute(sql`update conversions set created_at = now() - interval '8 hours' where id = ${id}`)
  const { rows } = await needs.db.execute<{ key: TakeKey }>(sql`
    select take_key as key from planned_takes join blocks on blocks.id = block_id where chapter_id = ${key.chapterId}`)
  return { id, ...key, plannedKey: rows[0]!.key }
}

/** @param ago when they could not be made, of those that could not */
async function addTakes(
  id: ConversionId,
  voice: string,
  count: number,
  errorCode: ErrorCode | null = null,
  ago = '1 hour',
) {
  const planned = JSON.stringify({ engineId: 'tone', utterance: { voice } })
  await needs.db.execute(sql`
    insert into conversion_takes (conversion_id, position, block_position, take_key, characters, planned, is_kept, error_code, failed_at)
    select ${id}, number + (select count(*) from conversion_takes), 0, gen_random_uuid(), 10, ${planned}::jsonb, false, ${errorCode}::text,
      case when ${errorCode}::text is not null then now() - ${ago}::interval end
    from generate_series(1, ${count}::int) as number`)
}

async function speak(key: TakeKey, ago: string) {
  await needs.db.execute(sql`
    insert into takes (key, engine_id, voice, sample_rate, sample_count, alignment, warnings, created_at)
    values (${key}, 'tone', 'a', 24000, 1, '', '[]', now() - ${ago}::interval)`)
}
