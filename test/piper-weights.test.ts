import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { integratedLoudness } from '#server/audio/loudness/loudness.ts'
import { measureTrack } from '#server/audio/loudness/take-loudness.ts'
import { describeEngine } from '#server/engines/engine.conformance.ts'
import { openPiperEngine } from '#server/engines/piper/piper-engine.ts'
import { leadSeconds } from '#server/engines/silent-edges.ts'

const models = process.env.LECTERN_TEST_MODELS
const skip = models ? false : 'LECTERN_TEST_MODELS names no folder with the voice en_US-joe-medium in `piper/`.'

describe('Piper with a real voice', { skip }, () => {
  const folder = join(models ?? '', 'piper')
  describeEngine(() => openPiperEngine({ folder, processes: 2, espeak: false }), { isDeterministic: true })

  const engine = openPiperEngine({ folder, processes: 1, espeak: false })
  after(() => engine.close?.())

  test('words have their times, and the voice is as loud as the others', async () => {
    const text =
      'It was the best of times, it was the worst of times; and Dr. Brown, who paid $3.50, had no answer. He went home.'
    const utterance = { text, phonemes: [], voice: 'en_US-joe-medium', language: 'en', settings: {} }
    const { track, alignment } = await engine.speak(utterance, new AbortController().signal)
    const words = [...text.matchAll(/[\p{L}\p{N}$][^\s,;]*/gu)].map(({ index }) => alignment!.startSamples[index]!)
    assert.equal(words[0], Math.round(leadSeconds * track.sampleRate))
    assert.ok(words.every((start, index) => index === 0 || start > words[index - 1]! + 0.02 * track.sampleRate))
    assert.ok(Math.abs(integratedLoudness(measureTrack(track).energies) + 19) < 3)
  })
})
