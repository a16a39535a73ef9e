import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { SpeechGate } from './speech-gate.ts'
import { openTestStudio } from './studio.ts'

// Far less than the minute that Node keeps connections alive, far more than any machine needs.
const soon = { timeout: 50_000 }

test('closing does not wait for connections on which nothing is asked', soon, async () => {
  const studio = await openTestStudio()
  const { hostname, port } = new URL(studio.api.baseUrl)
  const unused = connect(Number(port), hostname)
  await once(unused, 'connect')
  await studio.api.get('/v1/voices')
  const ended = once(unused, 'close')
  await studio[Symbol.asyncDispose]()
  await ended
})

test('closing waits for the answer that is being made, and no longer', soon, async () => {
  const gate = new SpeechGate()
  const studio = await openTestStudio({ beforeSpeak: gate.pass })
  const asked = studio.api.bytes('/v1/text-to-speech/tone-a', {
    headers: { 'content-type': 'application/json' },
    body: '{"text":"The last words."}',
  })
  await gate.untilReached()
  const closed = studio[Symbol.asyncDispose]()
  gate.open()
  assert.ok((await asked).bytes.length > 1_000)
  await closed
})
