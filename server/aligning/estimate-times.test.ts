import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aNoise } from '#server/audio/samples.test-kit.ts'
import { anyText } from '#test/any-text.ts'
import { assertInOrder } from './aligner.test-kit.ts'
import { estimateTimes } from './estimate-times.ts'

const sampleRate = 8_000

test('pauses are put where the punctuation is, and silence at the edges belongs to no letter', () => {
  const text = 'Es war einmal ein Mann, der hatte sieben Söhne. Sie gingen fort.'
  const track = soundOf([0.3, -1.4, 0.3, -1.3, 0.5, -1, 0.4])
  const { startSamples, endSamples, source } = estimateTimes(track, text)
  assert.equal(source, 'estimated')
  const starts = ['Es', 'der', 'Sie'].map((word) => startSamples[text.indexOf(word)]! / sampleRate)
  assert.deepEqual(
    starts.map((start) => start.toFixed(2)),
    ['0.30', '2.00', '3.80'],
  )
  const ends = ['Mann', 'Söhne', 'fort'].map((word) => endSamples[text.indexOf(word) + word.length - 1]! / sampleRate)
  assert.deepEqual(
    ends.map((end) => end.toFixed(2)),
    ['1.70', '3.30', '4.80'],
  )
})

test('a pause that no mark asks for, in the middle of the speech, is left where it is', () => {
  const text = 'einszweidreivierfünfsechs'
  const { startSamples, endSamples } = estimateTimes(soundOf([-1, 0.3, -1]), text)
  assert.deepEqual([startSamples[0], endSamples.at(-1)], [0, 2.3 * sampleRate])
})

test('scripts without spaces pause at their own marks', () => {
  const text = '吾輩は猫である。名前はまだ無い。'
  const { startSamples } = estimateTimes(soundOf([-1.2, 0.5, -1.2]), text)
  assert.equal(startSamples[text.indexOf('名')], 1.7 * sampleRate)
})

test('a digit takes longer than a letter, and a mark on a letter takes nothing', () => {
  const { startSamples, endSamples } = estimateTimes(soundOf([-1]), 'n 7 e\u0301')
  const lengthAt = (index: number) => endSamples[index]! - startSamples[index]!
  assert.ok(lengthAt(2) > 3 * lengthAt(0))
  assert.equal(lengthAt(5), 0)
})

test('whatever the text and the sound, the times are in order and inside', () => {
  const pieces = fc.array(fc.double({ min: -0.4, max: 0.4, noNaN: true }), { maxLength: 5 })
  fc.assert(
    fc.property(anyText({ maxLength: 60 }), pieces, (text, seconds) => {
      const track = soundOf(seconds)
      assertInOrder(estimateTimes(track, text), text, track)
    }),
  )
})

/** Silence for positive, noise for negative seconds, in whole windows of 10 ms. */
function soundOf(pieces: number[]) {
  const lengths = pieces.map((seconds) => Math.round(Math.abs(seconds) * 100) * (sampleRate / 100))
  const samples = new Int16Array(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const [index, seconds] of pieces.entries()) {
    if (seconds < 0) samples.set(aNoise(lengths[index]!), at)
    at += lengths[index]!
  }
  return { samples, sampleRate }
}
