import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { openVoiceCatalogue } from './voice-catalogue.ts'

const flite = openFliteEngine({ threads: 1 })
const tone = openToneEngine()

test('a voice has the name of its engine in its id, and is found by it', async () => {
  const voices = await openVoiceCatalogue([flite, tone])
  const voice = voices.get('flite-rms')
  assert.deepEqual([voice.id, voice.name, voice.engine.id], ['flite-rms', 'rms', 'flite'])
  assert.ok(voices.list().includes(voice))
  for (const id of ['rms', 'flite-', 'flite-nobody', 'FLITE-RMS', '', '__proto__'])
    assert.throws(() => voices.get(id), { code: 'voice_not_found' })
})

test('voices of a hidden engine are found but not listed', async () => {
  const voices = await openVoiceCatalogue([flite, tone])
  assert.equal(voices.get('tone-a').engine.id, 'tone')
  assert.ok(voices.list().every((voice) => voice.engine.id === 'flite'))
})

test('the default voice is the first one of the engine that was asked for, else of the first that is not hidden', async () => {
  const [first] = await flite.voices()
  assert.equal((await openVoiceCatalogue([tone, flite])).defaultVoiceId, `flite-${first!.name}`)
  assert.equal((await openVoiceCatalogue([flite, tone], 'tone')).defaultVoiceId, 'tone-a')
})

test('without a voice for the default engine the studio does not open', async () => {
  await assert.rejects(openVoiceCatalogue([flite], 'kokoro'), { code: 'invalid_configuration', message: /kokoro/ })
  await assert.rejects(openVoiceCatalogue([tone]), { code: 'invalid_configuration' })
  await assert.rejects(openVoiceCatalogue([]), { code: 'invalid_configuration' })
})
