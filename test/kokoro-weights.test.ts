import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { describeEngine } from '#server/engines/engine.conformance.ts'
import type { Utterance } from '#server/engines/engine.ts'
import { openKokoroEngine } from '#server/engines/kokoro/kokoro-engine.ts'
import { leadSeconds, tailSeconds } from '#server/engines/silent-edges.ts'

const models = process.env.LECTERN_TEST_MODELS
const skip = models ? false : 'LECTERN_TEST_MODELS names no folder with the voice pack in `kokoro/`.'
const neverAborted = new AbortController().signal

describe('Kokoro with its real weights', { skip }, () => {
  const folder = join(models ?? '', 'kokoro')
  describeEngine(() => openKokoroEngine({ folder, processes: 2 }), { isDeterministic: true })

  const engine = openKokoroEngine({ folder, processes: 2 })
  after(() => engine.close?.())
  const paragraph =
    'It was the best of times, it was the worst of times; and Dr. Brown, who paid $3.50 in 1859, had no answer. ' +
    '“Well — don’t you see?” asked the café’s owner. He shook his head, and then, at 10:30 p.m., he went home.'

  test('every word of a paragraph has its time, in order, from the first sound to the last', async () => {
    const { track, alignment, warnings } = await engine.speak(say(paragraph), neverAborted)
    const words = [...paragraph.matchAll(/[\p{L}\p{N}$][^\s—,;.?”]*/gu)].map(({ index, 0: text }) => ({
      text,
      startSeconds: alignment!.startSamples[index]! / track.sampleRate,
      endSeconds: alignment!.endSamples[index + text.length - 1]! / track.sampleRate,
    }))
    for (const [index, word] of words.entries()) {
      assert.ok(word.endSeconds - word.startSeconds > 0.02, `${word.text} is too short`)
      assert.ok(index === 0 || word.startSeconds >= words[index - 1]!.endSeconds, `${word.text} begins too early`)
    }
    assert.ok(Math.abs(words[0]!.startSeconds - leadSeconds) < 0.001)
    assert.ok(track.samples.length / track.sampleRate - words.at(-1)!.endSeconds >= tailSeconds - 0.001)
    assert.deepEqual(warnings, [])
  })

  test('where a sentence ends it is quiet, however short the pause, and the edges are silent, with each kind of voice', async () => {
    const text = 'Nobody was there. All of them had gone to the sea. It was late.'
    for (const voice of ['af_heart', 'am_michael', 'bf_emma', 'bm_george']) {
      const { track, alignment } = await engine.speak({ ...say(text), voice }, neverAborted)
      const loudest = (from: number, until: number) =>
        track.samples.subarray(from, until).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
      const peak = loudest(0, track.samples.length)
      for (const { index } of text.matchAll(/\. /g)) {
        const [start, end] = [alignment!.startSamples[index]!, alignment!.endSamples[index + 1]!]
        assert.ok(end - start > 0.02 * track.sampleRate, `${voice}: the pause of ${end - start} samples is too short`)
        const middle = Math.round((start + end) / 2)
        assert.ok(loudest(middle - 120, middle + 120) < 0.05 * peak, `${voice}: the pause is not silent`)
      }
      assert.ok(loudest(0, 0.03 * track.sampleRate) < 0.02 * peak, `${voice}: the beginning is not silent`)
      assert.ok(loudest(track.samples.length - 0.1 * track.sampleRate, track.samples.length) < 0.02 * peak)
      assert.ok(peak < 32_000, `${voice} is clipped`)
    }
  })

  test('speaking is stopped within a fifth of a second', async () => {
    await engine.speak(say('Yes.'), neverAborted)
    const stop = new AbortController()
    const speaking = engine.speak(say(paragraph), stop.signal).catch((thrown) => thrown)
    await engine.speak(say('The other process says this meanwhile.'), neverAborted)
    const stoppedAt = performance.now()
    stop.abort(new Error('enough'))
    assert.match(String(await speaking), /enough/)
    assert.ok(performance.now() - stoppedAt < 200)
  })
})

function say(text: string): Utterance {
  return { text, phonemes: [], voice: 'af_heart', language: 'en', settings: {} }
}
