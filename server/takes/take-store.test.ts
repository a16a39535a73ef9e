import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { TakeKey } from '#server/base/ids.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { openFolderStore } from '#server/storage/folder-store.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import { findTakes, insertTake, listKeptKeys, type NewTake, putTakeSamples, readTakeTrack } from './take-store.ts'

let database: TestDatabase
before(async () => void (database = await openTestDatabase()))
after(() => database[Symbol.asyncDispose]())

test('a take that is kept is found again with its times, its warnings and its sound', async () => {
  await using files = await openFiles()
  const take = { ...(await speak('Wow 🎉.')), warnings: [{ code: 'text_guessed' as const, message: 'Guessed.' }] }
  await putTakeSamples(files.store, take)
  await insertTake(database.db, take)
  const found = (await findTakes(database.db, [take.key])).get(take.key)!
  const { key, alignment, warnings, track } = take
  const sampleCount = track.samples.length
  assert.deepEqual(found, { key, sampleRate: track.sampleRate, sampleCount, alignment, warnings })
  assert.deepEqual(await readTakeTrack(files.store, found), track)
})

test('of the keys that are asked for, those that are kept are answered', async () => {
  const kept = await speak('Kept.')
  await insertTake(database.db, kept)
  const keys = [kept.key, 'missing' as TakeKey]
  assert.deepEqual(await listKeptKeys(database.db, keys), new Set([kept.key]))
  assert.deepEqual([...(await findTakes(database.db, keys)).keys()], [kept.key])
  assert.deepEqual(await listKeptKeys(database.db, []), new Set())
})

test('more keys may be asked for than a statement takes parameters', async () => {
  const kept = await speak('Among many.')
  await insertTake(database.db, kept)
  const keys = Array.from({ length: 70_000 }, (_, index) => `missing ${index}` as TakeKey).with(69_999, kept.key)
  assert.deepEqual(await listKeptKeys(database.db, keys), new Set([kept.key]))
})

test('a second take of the same key changes nothing', async () => {
  const [first, second] = [await speak('First.'), await speak('Quite another.')]
  await insertTake(database.db, first)
  await insertTake(database.db, { ...second, key: first.key })
  const found = (await findTakes(database.db, [first.key])).get(first.key)!
  assert.equal(found.sampleCount, first.track.samples.length)
})

test('a take whose samples are gone is an error that says so', async () => {
  await using files = await openFiles()
  const gone = readTakeTrack(files.store, { key: 'gone' as TakeKey, sampleRate: 24_000 })
  await assert.rejects(gone, { code: 'file_not_found' })
})

async function speak(text: string): Promise<NewTake> {
  const engine = openToneEngine()
  const utterance = { text, phonemes: [], voice: 'a', language: 'en', settings: {} }
  const { track, alignment, warnings } = await engine.speak(utterance, new AbortController().signal)
  return {
    key: Buffer.from(text).toString('hex') as TakeKey,
    engineId: 'tone',
    voice: 'a',
    track,
    alignment: alignment!,
    warnings,
  }
}

async function openFiles() {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-takes-'))
  const close = () => rm(folder, { recursive: true, force: true })
  return { store: await openFolderStore(folder), [Symbol.asyncDispose]: close }
}
