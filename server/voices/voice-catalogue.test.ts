import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Engine } from '#server/engines/engine.ts'
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
  assert.equal((await openVoiceCatalogue([flite, tone], { defaultEngineId: 'tone' })).defaultVoiceId, 'tone-a')
})

test('with a default engine that does not exist the studio does not open', async () => {
  const missing = openVoiceCatalogue([flite], { defaultEngineId: 'kokoro' })
  await assert.rejects(missing, { code: 'invalid_configuration', message: /kokoro/ })
})

test('without any voice the studio opens, since one may come, and who asks for the default one is told', async () => {
  for (const engines of [[tone], []]) {
    const voices = await openVoiceCatalogue(engines)
    assert.equal(voices.hasDefaultVoice, false)
    assert.throws(() => voices.defaultVoiceId, { code: 'voice_not_found', message: /No engine has a voice/ })
  }
  assert.equal((await openVoiceCatalogue([flite])).hasDefaultVoice, true)
})

test('voices that come later are found after a refresh, and then the default is one of the better engine', async () => {
  const pack = { isInstalled: false }
  const late: Engine = {
    ...tone,
    id: 'late',
    hidden: false,
    voices: async () => (pack.isInstalled ? tone.voices() : []),
  }
  const voices = await openVoiceCatalogue([late, flite], { defaultEngineId: 'late' })
  assert.equal(voices.get(voices.defaultVoiceId).engine.id, 'flite')
  assert.deepEqual(
    voices.listHere().map(({ engine }) => engine),
    [flite],
  )
  const heard: string[][] = []
  voices.onRefreshed(() => heard.push(voices.listHere().map(({ engine }) => engine.id)))
  pack.isInstalled = true
  await voices.refresh()
  assert.equal(voices.defaultVoiceId, 'late-a')
  assert.deepEqual(
    heard.map((ids) => ids.toSorted()),
    [['flite', 'late']],
  )
})

test('an engine that fails to tell its voices keeps those it had, and hurts no other', async () => {
  const service = { isUp: true }
  const voicesOf = async () => (service.isUp ? tone.voices() : Promise.reject(new Error('down')))
  const remote: Engine = { ...tone, id: 'remote', hidden: false, voices: voicesOf }
  const voices = await openVoiceCatalogue([remote, flite])
  service.isUp = false
  await voices.refresh()
  assert.equal(voices.get('remote-a').engine.id, 'remote')
  const again = await openVoiceCatalogue([remote, flite])
  assert.equal(again.get(again.defaultVoiceId).engine.id, 'flite')
})

test('voices of other workers are known, and counted as a change when they come and go; only own ones are here', async () => {
  const { voices: _voices, speak: _speak, close: _close, ...engine } = tone
  let others = [{ engine, voices: await tone.voices() }]
  const voices = await openVoiceCatalogue([flite], { elsewhere: async () => others })
  assert.ok(voices.find('tone-a'))
  assert.deepEqual(
    voices.listHere().map((one) => one.engine.id),
    ['flite'],
  )
  assert.equal(voices.isHere('tone', 'a'), false)
  const { revision } = voices
  await voices.refresh()
  assert.equal(voices.revision, revision)
  others = []
  await voices.refresh()
  assert.equal(voices.revision, revision + 1)
  assert.equal(voices.find('tone-a'), undefined)
})
