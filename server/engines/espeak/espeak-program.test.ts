import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { toPcmBytes } from '#server/audio/pcm.ts'
import { describeEngine } from '../engine.conformance.ts'
import { neverAborted, say } from '../remote/fake-service.test-kit.ts'
import { leadSeconds, tailSeconds } from '../silent-edges.ts'
import { openEspeakEngine } from './espeak-engine.ts'

const isInstalled = (await openEspeakEngine({ processes: 1 }).voices()).length > 0

describe('with the espeak-ng of this machine', { skip: !isInstalled && 'espeak-ng is not installed' }, () => {
  const engine = openEspeakEngine({ processes: 2 })
  describeEngine(() => openEspeakEngine({ processes: 2 }), { isDeterministic: true })

  test('brackets in a text are no phonemes', async () => {
    const texts = ["Say [[h@l'oU]]", "Say [ [h@l'oU]]"].map((text) => engine.speak(say(text, 'en-us'), neverAborted))
    const [written, spoken] = await Promise.all(texts)
    assert.ok(toPcmBytes(written!.track.samples).every((byte, at) => byte === toPcmBytes(spoken!.track.samples)[at]))
  })

  test('a speed is what it says: half of it takes twice the time, twice of it half', async () => {
    const text =
      'It was the worst of times; and the doctor, who paid three dollars, had no answer. He went home to the sea.'
    const secondsAt = async (speed: number, voice: string) => {
      const { track } = await engine.speak(say(text, voice, { settings: { speed } }), neverAborted)
      return track.samples.length / track.sampleRate - leadSeconds - tailSeconds
    }
    for (const voice of ['en-us', 'en-gb', 'fr-fr']) {
      const plain = await secondsAt(1, voice)
      for (const speed of [0.5, 0.75, 1.3, 2]) {
        const reached = plain / (await secondsAt(speed, voice))
        assert.ok(Math.abs(reached / speed - 1) < 0.1, `${voice}: ${reached} instead of ${speed}`)
      }
    }
  })
})
