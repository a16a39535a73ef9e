import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toOpenaiPath } from './openai-paths.ts'

const bearer = { authorization: 'Bearer any' }

test('whatever base a program was given, its addresses lead to the operations', () => {
  const places = {
    '/v1/audio/speech': '/v1/audio/speech',
    '/audio/speech': '/v1/audio/speech',
    '/openai/v1/audio/speech?x=1': '/v1/audio/speech?x=1',
    '//v1//audio/speech/': '/v1/audio/speech',
    '/v1//dev/captioned_speech/': '/dev/captioned_speech',
    '/v1/audio/speech/voices': '/v1/audio/voices',
    '/openai/v1/voices': '/v1/audio/voices',
    '/openai/v1/models': '/openai/v1/models',
    '/models/': '/openai/v1/models',
    '/v1/models/tts-1': '/openai/v1/models/tts-1',
  }
  for (const [asked, place] of Object.entries(places)) assert.equal(toOpenaiPath(asked, {}), place, asked)
})

test('an address of both services goes by how the key is shown, and all others stay as they are', () => {
  assert.equal(toOpenaiPath('/v1/models', {}), '/v1/models')
  assert.equal(toOpenaiPath('/v1/models', bearer), '/openai/v1/models')
  assert.equal(toOpenaiPath('/v1/voices?a', bearer), '/v1/audio/voices?a')
  assert.equal(toOpenaiPath('/v1/voices', { ...bearer, 'xi-api-key': 'any' }), '/v1/voices')
  for (const url of [
    '/',
    '*',
    '/v1/voices/x',
    '/v1/audio-native',
    '/v1/studio/projects/models',
    '/lectern/v1/voices/x',
    '//',
  ])
    assert.equal(toOpenaiPath(url, bearer), url)
})
