import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { alignTake } from './align-take.ts'
import { rememberReferenceVoices } from './aligner.test-kit.ts'
import { openAligner } from './aligner.ts'

test('the times that an engine tells are taken as they are', async () => {
  const tone = openToneEngine()
  await using aligner = openAligner({
    references: rememberReferenceVoices(),
    engines: { list: () => [tone] },
    threads: 1,
  })
  const utterance = { text: 'Hello.', phonemes: [], voice: 'a', language: 'en', settings: {} }
  const { signal } = new AbortController()
  const take = await tone.speak(utterance, signal)
  assert.equal(await alignTake({ aligner }, tone.id, utterance, take, signal), take.alignment)
})
