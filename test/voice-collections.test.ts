import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { isError, openClient } from './official-client.ts'
import { openTestStudio, type TestStudio } from './studio.ts'

test('voices are collected, found by their collection, and stay when it is deleted', async () => {
  await using studio = await openStudioWithVoices()
  const { client } = openClient(studio)
  const { collections } = client.voices
  assert.deepEqual((await collections.list()).collections, [])
  const calm = await collections.create({ title: 'Calm', icon: 'leaf' })
  const loud = await collections.create({ title: 'Loud', icon: 'bell' })
  assert.equal(calm.permissionOnResource, 'admin')
  await collections.addVoice(calm.collectionId, 'seen-a')
  await collections.addVoice(calm.collectionId, 'seen-a')
  await collections.addVoice(loud.collectionId, 'seen-a')
  await collections.addVoice(loud.collectionId, 'seen-b')
  const [{ collectionIds }, found] = await Promise.all([
    client.voices.get('seen-a'),
    client.voices.search({ collectionId: calm.collectionId }),
  ])
  assert.deepEqual(collectionIds, [calm.collectionId, loud.collectionId])
  assert.deepEqual([found.voices.map((voice) => voice.voiceId), found.totalCount], [['seen-a'], 1])

  await collections.removeVoice(loud.collectionId, 'seen-a')
  assert.deepEqual((await client.voices.get('seen-a')).collectionIds, [calm.collectionId])
  const renamed = await collections.update(calm.collectionId, { title: 'Quiet' })
  assert.deepEqual([renamed.title, renamed.icon], ['Quiet', 'leaf'])
  assert.deepEqual(await collections.update(calm.collectionId), renamed)
  assert.deepEqual(
    (await collections.list()).collections.map((one) => one.title),
    ['Quiet', 'Loud'],
  )

  assert.deepEqual(await collections.delete(calm.collectionId), { collectionId: calm.collectionId })
  assert.deepEqual((await client.voices.get('seen-a')).collectionIds, [])
  assert.deepEqual((await client.voices.search({ collectionId: calm.collectionId })).voices, [])
})

test('there are a thousand collections at most', async () => {
  await using studio = await openTestStudio()
  const path = '/v1/voices/collections'
  await studio.studio.db.execute(sql`
    insert into voice_collections (id, title, icon)
    select 'c' || number, 'Calm', 'leaf' from generate_series(1, 999) as number`)
  await studio.api.post(path, { title: 'Loud', icon: 'bell' })
  const { body } = await studio.api.post(path, { title: 'Clear', icon: 'bell' }, 400)
  assert.match(body.detail.message, /There are 1000 collections of voices already/)
  assert.equal((await studio.api.get(path)).body.collections.length, 1_000)
})

test('a collection or voice that is not there is not found', async () => {
  await using studio = await openStudioWithVoices()
  const { collections } = openClient(studio).client.voices
  const missing = isError(404, 'voice_collection_not_found')
  await assert.rejects(collections.get('none'), missing)
  await assert.rejects(collections.update('none', { title: 'x' }), missing)
  await assert.rejects(collections.delete('none'), missing)
  await assert.rejects(collections.addVoice('none', 'seen-a'), missing)
  await assert.rejects(collections.removeVoice('none', 'seen-a'), missing)
  const { collectionId } = await collections.create({ title: 'Calm', icon: 'leaf' })
  await assert.rejects(collections.addVoice(collectionId, 'nobody'), isError(404, 'voice_not_found'))
  await collections.removeVoice(collectionId, 'gone-with-its-engine')
})

/** The tone engine is not shown in lists; this one sounds alike and is. */
function openStudioWithVoices(): Promise<TestStudio> {
  return openTestStudio({ engines: [{ ...openToneEngine(), id: 'seen', hidden: false }] })
}
