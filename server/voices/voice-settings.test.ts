import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import { editVoiceSettings, getVoiceSettings, listVoiceSettings } from './voice-settings.ts'

let database: TestDatabase
before(async () => void (database = await openTestDatabase()))
after(() => database[Symbol.asyncDispose]())

test('a voice sounds as by default until settings are stored for it; what is left out stays as it is', async () => {
  const { db } = database
  assert.deepEqual(await getVoiceSettings(db, 'tone-a'), defaultVoiceSettings)
  await editVoiceSettings(db, 'tone-a', { speed: 1.2, style: 0.3 })
  await editVoiceSettings(db, 'tone-a', { speed: 0.8 })
  const settings = { ...defaultVoiceSettings, speed: 0.8, style: 0.3 }
  assert.deepEqual(await getVoiceSettings(db, 'tone-a'), settings)
  assert.deepEqual(await listVoiceSettings(db), new Map([['tone-a', settings]]))
  assert.deepEqual(await getVoiceSettings(db, 'tone-b'), defaultVoiceSettings)
})

test('two who change different settings at the same time both succeed', async () => {
  const { db } = database
  await Promise.all([
    editVoiceSettings(db, 'both', { speed: 1.2 }),
    editVoiceSettings(db, 'both', { style: 0.3 }),
    editVoiceSettings(db, 'both', { stability: 0.1 }),
  ])
  const expected = { ...defaultVoiceSettings, speed: 1.2, style: 0.3, stability: 0.1 }
  assert.deepEqual(await getVoiceSettings(db, 'both'), expected)
})
