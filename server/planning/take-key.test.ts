import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultVoiceSettings, type Engine, type Utterance } from '#server/engines/engine.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { takeKeyOf } from './take-key.ts'

const flite = openFliteEngine({ threads: 1 })
const hello: Utterance = { text: 'Hello.', phonemes: [], voice: 'slt', language: 'en', settings: defaultVoiceSettings }

test('a key is that of yesterday, so that what was spoken then is still there today', () => {
  assert.equal(takeKeyOf(flite, hello), 'a610c517f6b16143fc955c0f32492e0ba6325ed78f2a8640f25071366fc6502d')
})

test('the same words said the same way have the same key', () => {
  const { speed, style, ...rest } = hello.settings
  const sameInAnotherOrder = { ...hello, settings: { style, ...rest, speed } }
  assert.equal(takeKeyOf(flite, sameInAnotherOrder), takeKeyOf(flite, { ...hello }))
})

test('whatever changes the sound changes the key', () => {
  const read = { start: 0, end: 5, alphabet: 'ipa' as const, phonemes: 'həˈloʊ' }
  const arpabet = { ...read, alphabet: 'cmu-arpabet' as const }
  const variants: [Engine, Utterance][] = [
    [flite, hello],
    [{ ...flite, id: 'other' }, hello],
    [{ ...flite, version: flite.version + 1 }, hello],
    [flite, { ...hello, text: 'Hello. ' }],
    [flite, { ...hello, voice: 'rms' }],
    [flite, { ...hello, language: 'de' }],
    [flite, { ...hello, settings: { ...hello.settings, speed: 1.1 } }],
    [flite, { ...hello, seed: 1 }],
    [flite, { ...hello, phonemes: [read] }],
    [flite, { ...hello, phonemes: [{ ...read, end: 4 }] }],
    [flite, { ...hello, phonemes: [arpabet] }],
  ]
  const keys = variants.map(([engine, utterance]) => takeKeyOf(engine, utterance))
  assert.equal(new Set(keys).size, variants.length)
  assert.ok(keys.every((key) => /^[0-9a-f]{64}$/.test(key)))
})

test('a setting that the engine does not honour changes nothing', () => {
  const other = { ...hello, settings: { ...hello.settings, stability: 0.1 } }
  assert.equal(takeKeyOf(flite, other), takeKeyOf(flite, hello))
})
