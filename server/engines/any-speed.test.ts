import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withAnySpeed } from './any-speed.ts'
import { describeEngine } from './engine.conformance.ts'
import type { Engine, VoiceSettings } from './engine.ts'
import { openToneEngine } from './tone/tone-engine.ts'

describeEngine(() => withAnySpeed(openToneEngine()), { isDeterministic: true })

test('an engine without speeds of its own speaks at every speed, and its times go along', async () => {
  const { track, alignment, warnings } = await speak(withAnySpeed(openToneEngine()), { speed: 1.25 })
  assert.equal(track.samples.length, 4 * 960)
  assert.deepEqual([...alignment!.startSamples], [0, 960, 1_920, 2_880])
  assert.deepEqual(warnings, [])
})

test('only what an engine cannot do by itself is done to its sound, and one that can is left alone', async () => {
  const asked: Partial<VoiceSettings>[] = []
  const narrow = (speeds: [number, number]): Engine => ({
    ...openToneEngine({ beforeSpeak: ({ settings }) => void asked.push(settings) }),
    honours: ['speed'],
    speeds,
  })
  for (const speed of [1.1, 3, undefined])
    await speak(withAnySpeed(narrow([0.7, 1.2])), speed === undefined ? {} : { speed })
  assert.deepEqual(asked, [{ speed: 1.1 }, { speed: 1.2 }, {}])
  const able = narrow([0.25, 4])
  assert.equal(withAnySpeed(able), able)
})

function speak(engine: Engine, settings: Partial<VoiceSettings>) {
  const utterance = { text: 'Rain', phonemes: [], voice: 'a', language: 'en', settings }
  return engine.speak(utterance, new AbortController().signal)
}
