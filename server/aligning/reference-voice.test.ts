import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestDatabase } from '#test/database.ts'
import { keepReferenceVoices } from './reference-voice.ts'

test('the first choice for a voice stays, and all processes find it', async () => {
  await using database = await openTestDatabase()
  const [one, other] = [keepReferenceVoices(database.db), keepReferenceVoices(database.db)]
  const first = { voice: 'awb', stretch: 1.13 }
  assert.equal(await one.find('openai', 'alloy'), undefined)
  await one.keep('openai', 'alloy', first)
  await other.keep('openai', 'alloy', { voice: 'slt', stretch: 1 })
  assert.deepEqual(await other.find('openai', 'alloy'), first)
  assert.equal(await other.find('openai', 'echo'), undefined)
})
