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

test('a chapter is hopeless once ten of its takes failed and its voices are mute', async () => {
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

test('a voice that has just spoken a chapter which has ended is waited for, until that is long ago', async () => {
  const { id, plannedKey } = await beginChapter()
  await addTakes(id, 'a', 10, 'engine_failed')
  await addTakes(id, 'a', 1)
  await needs.db.execute(sql`
    insert into takes (key, engine_id, voice, sample_rate, sample_count, alignment, warnings)
    values (${plannedKey}, 'tone', 'a', 24000, 1, '', '[]')`)
  assert.deepEqual(await listHopeless(needs.db, id, 'engine_failed'), [])
  await needs.db.execute(sql`update takes set created_at = now() - interval '16 minutes' where key = ${plannedKey}`)
  assert.deepEqual(await listHopeless(needs.db, id, 'engine_failed'), [id])
})

test('a voice that is mute at the beginning may be starting', async () => {
  const { id } = await beginChapter()
  await addTakes(id, 'a', 20, 'engine_failed')
  await addTakes(id, 'a', 1)
  await needs.db.execute(sql`update conversions set created_at = now() - interval '14 minutes' where id = ${id}`)
  assert.deepEqual(await listHopeless(needs.db, id, 'engine_failed'), [])
})

/** A conversion that was asked for an hour ago and lacks nothing yet, and a take that the project's text needs. */
async function beginChapter(): Promise<{ id: ConversionId; plannedKey: TakeKey }> {
  const { project, key } = await createTestProject(needs, [paragraph(`It was dark. ${newId()}`)])
  await ensurePlanned(needs, project)
  const id = newId<ConversionId>()
  await insertConversions(needs.db, [{ id, ...key, state: 'working' }])
  await needs.db.execute(sql`update conversions set created_at = now() - interval '1 hour' where id = ${id}`)
  const { rows } = await needs.db.execute<{ key: TakeKey }>(sql`
    select take_key as key from planned_takes join blocks on blocks.id = block_id where chapter_id = ${key.chapterId}`)
  return { id, plannedKey: rows[0]!.key }
}

async function addTakes(id: ConversionId, voice: string, count: number, errorCode: ErrorCode | null = null) {
  const planned = JSON.stringify({ engineId: 'tone', utterance: { voice } })
  await needs.db.execute(sql`
    insert into conversion_takes (conversion_id, position, block_position, take_key, characters, planned, is_kept, error_code)
    select ${id}, number + (select count(*) from conversion_takes), 0, gen_random_uuid(), 10, ${planned}::jsonb, false, ${errorCode}
    from generate_series(1, ${count}::int) as number`)
}
