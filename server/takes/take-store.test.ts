import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { TakeKey } from '#server/base/ids.ts'
import { openToneEngine, samplesPerCharacter } from '#server/engines/tone/tone-engine.ts'
import { openFolderStore } from '#server/storage/folder-store.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import { findTakes, insertTake, keepTake, listKeptKeys, type NewTake, readTakeTrack } from './take-store.ts'

let database: TestDatabase
before(async () => void (database = await openTestDatabase()))
after(() => database[Symbol.asyncDispose]())

test('a take that is kept is found again with its times, its warnings and its sound', async () => {
  await using files = await openFiles()
  const take = { ...(await speak('Wow 🎉.')), warnings: [{ code: 'text_guessed' as const, message: 'Guessed.' }] }
  await keepTake(database.db, files.store, take)
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

test('of two takes of one key that are kept at the same moment one is, row and samples', async () => {
  await using files = await openFiles()
  const texts = ['First.', 'Quite another.', 'A third one, longer than both.']
  const key = 'same' as TakeKey
  const takes = await Promise.all(texts.map(async (text) => ({ ...(await speak(text)), key })))
  await Promise.all(takes.map((take) => database.db.transaction((db) => keepTake(db, files.store, take))))
  const found = (await findTakes(database.db, [key])).get(key)!
  assert.equal((await readTakeTrack(files.store, found)).samples.length, found.sampleCount)
  assert.equal(found.alignment.startSamples.length, found.sampleCount / samplesPerCharacter)
})

test('a take whose samples cannot be stored is not kept', async () => {
  await using files = await openFiles()
  const store = { ...files.store, put: () => Promise.reject(new Error('no room')) }
  const take = await speak('No room.')
  await assert.rejects(
    database.db.transaction((db) => keepTake(db, store, take)),
    { message: 'no room' },
  )
  assert.deepEqual(await listKeptKeys(database.db, [take.key]), new Set())
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
