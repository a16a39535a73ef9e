import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { alignTake } from './align-take.ts'

const utterance = { text: 'Hello.', phonemes: [], voice: 'a', language: 'en', settings: {} }

test('the times that an engine tells are taken as they are', async () => {
  const take = await openToneEngine().speak(utterance, new AbortController().signal)
  assert.equal(alignTake(take, utterance.text), take.alignment)
})

test('without times every character gets its share of the whole sound, and it is told that they are estimated', async () => {
  const take = await openToneEngine().speak(utterance, new AbortController().signal)
  const { startSamples, endSamples, source } = alignTake({ ...take, alignment: undefined }, utterance.text)
  assert.deepEqual([...startSamples], [0, 1_200, 2_400, 3_600, 4_800, 6_000])
  assert.deepEqual([...endSamples], [1_200, 2_400, 3_600, 4_800, 6_000, 7_200])
  assert.equal(source, 'estimated')
})

test('whatever the text and the length, estimated times follow each other from the first sample to the last', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.nat({ max: 5_000 }), (text, sampleCount) => {
      const track = { samples: new Int16Array(sampleCount), sampleRate: 24_000 }
      const { startSamples, endSamples } = alignTake({ track, warnings: [] }, text)
      assert.deepEqual([startSamples.length, endSamples.length], [text.length, text.length])
      for (const [index, start] of startSamples.entries()) {
        assert.equal(start, endSamples[index - 1] ?? 0)
        assert.ok(endSamples[index]! >= start)
      }
      assert.equal(endSamples.at(-1) ?? sampleCount, sampleCount)
    }),
  )
})
