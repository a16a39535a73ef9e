import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { getModel, listModels, readsAudioTags } from './models.ts'

const engines = [openToneEngine(), { ...openFliteEngine({ threads: 1 }), languages: ['en', 'de'] }]

test('models are the engines that are not hidden, then the hosted service’s, whose languages are those of all engines', () => {
  const models = listModels(engines)
  assert.equal(models[0]!.id, 'flite')
  assert.ok(!models.some((model) => model.id === 'tone'))
  assert.ok(models.slice(1).every((model) => model.id.startsWith('eleven_')))
  assert.ok(models.slice(1).every((model) => model.languages.join() === 'en,de'))
  assert.equal(new Set(models.map((model) => model.id)).size, models.length)
})

test('a model is found by its id, also that of a hidden engine; others are refused', () => {
  assert.equal(getModel(engines, 'flite').characterLimit, 40_000)
  assert.equal(getModel(engines, 'tone').id, 'tone')
  assert.equal(getModel(engines, 'eleven_multilingual_v2').characterLimit, 10_000)
  for (const id of ['', 'kokoro', 'toString', '__proto__'])
    assert.throws(() => getModel(engines, id), { code: 'model_not_found', param: 'model_id' })
})

test('any model of the hosted service that speaks texts is taken, also one that is newer than this server', () => {
  for (const id of ['eleven_v3_conversational', 'eleven_v4', 'eleven_v4_turbo', 'eleven_flash_v9'])
    assert.deepEqual([getModel(engines, id).characterLimit, getModel(engines, id).languages[0]], [40_000, 'en'])
  for (const id of ['eleven_multilingual_sts_v2', 'eleven_ttv_v3', 'eleven_text_to_sound_v2', 'eleven_', 'eleven v4'])
    assert.throws(() => getModel(engines, id), { code: 'model_not_found' })
})

test('directions in brackets are for models from the third version on', () => {
  for (const id of ['eleven_v3', 'eleven_v3_conversational', 'eleven_v4_turbo', 'eleven_v12'])
    assert.ok(readsAudioTags(id))
  for (const id of ['eleven_multilingual_v2', 'eleven_flash_v2_5', 'kokoro', null]) assert.ok(!readsAudioTags(id))
})
