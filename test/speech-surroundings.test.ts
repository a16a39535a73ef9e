import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Utterance } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { openTestStudio, type TestStudio } from './studio.ts'

test('an engine that fits its melody is told what the requests before and after said, instead of a text', async () => {
  await using studio = await openFittingStudio()
  const first = await speak(studio, { text: 'It was <break time="0.5s" />dark.' })
  const second = await speak(studio, { text: 'Rain fell.' })
  const last = await speak(studio, { text: 'Then came snow.' })
  const asked = { previous_request_ids: [first, 'unknown', second], next_request_ids: [last] }
  await speak(studio, { text: 'Nobody spoke.', ...asked, previous_text: 'Not this.', next_text: 'Nor this.' })
  assert.deepEqual(studio.told.at(-1), { before: 'It was dark. Rain fell. ', after: ' Then came snow.' })
})

test('a dialogue and a text are told the text around them', async () => {
  await using studio = await openFittingStudio()
  await speak(studio, { text: 'One.', previous_text: 'Before. ', next_text: ' After.' })
  assert.deepEqual(studio.told.at(-1), { before: 'Before. ', after: ' After.' })
  const inputs = [{ text: 'Two.', voice_id: 'fitting-a' }]
  await studio.api.post('/v1/text-to-dialogue/with-timestamps', { inputs, previous_text: 'A. ', future_text: ' B.' })
  assert.deepEqual(studio.told.at(-1), { before: 'A. ', after: ' B.' })
})

/** A studio whose engine wants to know what is around its text, and what it was told. */
async function openFittingStudio() {
  const told: Utterance['context'][] = []
  const beforeSpeak = ({ context }: Utterance) => void told.push(context)
  const fitting = { ...openToneEngine({ beforeSpeak }), id: 'fitting', usesContext: true }
  return Object.assign(await openTestStudio({ engines: [fitting] }), { told })
}

/** @returns the id of the request */
async function speak(studio: TestStudio, body: object): Promise<string> {
  const { headers } = await studio.api.post('/v1/text-to-speech/fitting-a/with-timestamps', body)
  return headers.get('request-id')!
}
