import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { getModel, listModels } from './models.ts'

const engines = [openToneEngine(), { ...openFliteEngine({ threads: 1 }), languages: ['en', 'de'] }]

test('models are the engines that are not hidden, then the hosted service’s, whose languages are those of all engines', () => {
  const models = listModels(engines)
  assert.equal(models[0]!.id, 'flite')
  assert.ok(!models.some((model) => model.id === 'tone'))
  assert.ok(models.slice(1).every((model) => model.id.startsWith('eleven_')))
  assert.ok(models.slice(1).every((model) => model.languages.join() === 'de,en'))
  assert.equal(new Set(models.map((model) => model.id)).size, models.length)
})

test('a model is found by its id, also that of a hidden engine; others are refused', () => {
  assert.equal(getModel(engines, 'flite').characterLimit, 40_000)
  assert.equal(getModel(engines, 'tone').id, 'tone')
  assert.equal(getModel(engines, 'eleven_multilingual_v2').characterLimit, 10_000)
  for (const id of ['', 'kokoro', 'toString', '__proto__'])
    assert.throws(() => getModel(engines, id), { code: 'model_not_found', param: 'model_id' })
})
