import assert from 'node:assert/strict'
import { test } from 'node:test'
import { respectPauses } from './respect-pauses.ts'

const sampleRate = 1_000
const words = [
  { start: 0, end: 3, startSample: 10, endSample: 480 },
  { start: 5, end: 9, startSample: 520, endSample: 990 },
]

test('a word begins where the pause before it ends', () => {
  const [one, other] = respectPauses(words, { start: 0, end: 1_000, pauses: [{ start: 430, end: 600 }] }, sampleRate)
  assert.deepEqual([one!.endSample, other!.startSample], [480, 600])
})

test('a pause far from every gap is left alone, and no word reaches into the silence at the edges', () => {
  const [one, other] = respectPauses(words, { start: 50, end: 900, pauses: [{ start: 100, end: 250 }] }, sampleRate)
  assert.deepEqual([one!.startSample, one!.endSample], [50, 480])
  assert.deepEqual([other!.startSample, other!.endSample], [520, 900])
})
