import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sumTake } from '#server/audio/loudness/take-sums.ts'
import type { TakeKey } from '#server/base/ids.ts'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { openToneEngine, samplesPerCharacter } from '#server/engines/tone/tone-engine.ts'
import { openFolderStore } from '#server/storage/folder-store.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import {
  findSums,
  findTakes,
  insertTake,
  listKeptKeys,
  measureTakes,
  type NewTake,
  readSums,
  readTakeTrack,
  storeSamples,
  takeFile,
  toTakeRow,
} from './take-store.ts'

let database: TestDatabase
before(async () => void (database = await openTestDatabase()))
after(() => database[Symbol.asyncDispose]())

test('a take that is kept is found again with its times, its warnings and its sound', async () => {
  await using files = await openFiles()
  const take = { ...(await speak('Wow 🎉.')), warnings: [{ code: 'text_guessed' as const, message: 'Guessed.' }] }
  await insertTake(database.db, await storeSamples(files.store, take))
  const found = (await findTakes(database.db, [take.key])).get(take.key)!
  const { spoken: _, track, ...kept } = take
  const { contentHash } = found
  const { length: sampleCount } = track.samples
  const silences = { soundStart: 0, soundEnd: sampleCount, betweenSentences: [] }
  assert.deepEqual(found, { ...kept, contentHash, sampleRate: track.sampleRate, sampleCount, silences })
  assert.deepEqual(await readTakeTrack(files.store, found), track)
})

test('of the keys that are asked for, those that are kept are answered', async () => {
  await using files = await openFiles()
  const kept = await speak('Kept.')
  await insertTake(database.db, await storeSamples(files.store, kept))
  const keys = [kept.key, 'missing' as TakeKey]
  assert.deepEqual(await listKeptKeys(database.db, keys), new Set([kept.key]))
  assert.deepEqual([...(await findTakes(database.db, keys)).keys()], [kept.key])
  assert.deepEqual(await listKeptKeys(database.db, []), new Set())
})

test('more keys may be asked for than a statement takes parameters', async () => {
  await using files = await openFiles()
  const kept = await speak('Among many.')
  await insertTake(database.db, await storeSamples(files.store, kept))
  const keys = Array.from({ length: 70_000 }, (_, index) => `missing ${index}` as TakeKey).with(69_999, kept.key)
  assert.deepEqual(await listKeptKeys(database.db, keys), new Set([kept.key]))
})

test('of two takes of one key that are kept at the same moment one is, row and samples', async () => {
  await using files = await openFiles()
  const texts = ['First.', 'Quite another.', 'A third one, longer than both.']
  const key = 'same' as TakeKey
  const takes = await Promise.all(texts.map(async (text) => ({ ...(await speak(text)), key })))
  await Promise.all(takes.map(async (take) => insertTake(database.db, await storeSamples(files.store, take))))
  const found = (await findTakes(database.db, [key])).get(key)!
  assert.equal((await readTakeTrack(files.store, found)).samples.length, found.sampleCount)
  assert.equal(found.alignment.startSamples.length, found.sampleCount / samplesPerCharacter)
})

test('a take from before samples lay by what they are plays as ever', async () => {
  await using files = await openFiles()
  const old = await speak('Old.')
  const row = await storeSamples(files.store, old)
  await files.store.put(takeFile({ key: old.key, contentHash: null }), await files.store.read(takeFile(row)))
  await files.store.delete([takeFile(row)])
  await insertTake(database.db, { ...row, contentHash: null })
  const found = (await findTakes(database.db, [old.key])).get(old.key)!
  assert.deepEqual(await readTakeTrack(files.store, found), old.track)
})

test('a take from before anything was measured is measured when that is needed, and once', async () => {
  await using files = await openFiles()
  const needs = { db: database.db, files: files.store }
  const take = await speak('One. Two.')
  await insertTake(database.db, { ...(await storeSamples(files.store, take)), silences: null, sums: null })
  const found = async () => (await findTakes(database.db, [take.key])).get(take.key)!
  assert.equal((await found()).silences, undefined)
  const sums = (await readSums(needs, [await found()])).get(take.key)!
  assert.deepEqual(sums, sumTake(take.track))
  assert.deepEqual(await findSums(database.db, [take.key]), new Map([[take.key, sums]]))
  await measureTakes(needs, new Map([[take.key, take.spoken]]))
  const border = { start: 5 * samplesPerCharacter, end: 5 * samplesPerCharacter }
  assert.deepEqual((await found()).silences?.betweenSentences, [border])
  await rm(files.folder, { recursive: true })
  await measureTakes(needs, new Map([[take.key, take.spoken]]))
})

test('a take whose silences were found otherwise than now is measured again', async () => {
  await using files = await openFiles()
  const needs = { db: database.db, files: files.store }
  const take = await speak('Three. Four.')
  const row = await storeSamples(files.store, take)
  await insertTake(database.db, { ...row, silences: [0, row.sampleCount] })
  const found = async () => (await findTakes(database.db, [take.key])).get(take.key)!
  assert.equal((await found()).silences, undefined)
  await measureTakes(needs, new Map([[take.key, take.spoken]]))
  assert.equal((await found()).silences?.betweenSentences.length, 1)
})

test('a take whose samples are gone is an error that says so', async () => {
  await using files = await openFiles()
  const gone = readTakeTrack(files.store, { key: 'gone' as TakeKey, contentHash: null, sampleRate: 24_000 })
  await assert.rejects(gone, { code: 'file_not_found' })
})

test('proof: which of hundreds of thousands of takes are kept is asked without holding anybody up', async () => {
  const row = toTakeRow(await speak('Rain.'))
  await insertTake(database.db, { ...row, key: 'take 299999' as TakeKey })
  const keys = Array.from({ length: 300_000 }, (_, index) => `take ${index}` as TakeKey)
  let kept = new Set<TakeKey>()
  await assertStandsLess(50, async () => void (kept = await listKeptKeys(database.db, keys)))
  assert.deepEqual([...kept], ['take 299999'])
})

async function speak(text: string): Promise<NewTake> {
  const engine = openToneEngine()
  const utterance = { text, phonemes: [], voice: 'a', language: 'en', settings: {} }
  const { track, alignment, warnings } = await engine.speak(utterance, new AbortController().signal)
  return {
    key: Buffer.from(text).toString('hex') as TakeKey,
    engineId: 'tone',
    voice: 'a',
    spoken: { text, language: 'en' },
    track,
    alignment: alignment!,
    warnings,
  }
}

async function openFiles() {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-takes-'))
  const close = () => rm(folder, { recursive: true, force: true })
  return { folder, store: await openFolderStore(folder), [Symbol.asyncDispose]: close }
}
