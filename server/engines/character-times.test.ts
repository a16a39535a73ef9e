import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toCharacterTimes } from './character-times.ts'

const second = { samples: new Int16Array(1000), sampleRate: 1000 }

test('letters share the time of their word, punctuation and spaces the gap', () => {
  const words = [
    { start: 0, end: 2, startSeconds: 0.1, endSeconds: 0.3 },
    { start: 4, end: 5, startSeconds: 0.5, endSeconds: 0.9 },
  ]
  const { startSamples, endSamples } = toCharacterTimes(6, words, second) // "so, I!"
  assert.deepEqual([...startSamples], [100, 200, 300, 400, 500, 900])
  assert.deepEqual([...endSamples], [200, 300, 400, 500, 900, 1000])
})

test('a text without words is spread over the track', () => {
  const { startSamples, endSamples } = toCharacterTimes(4, [], second)
  assert.deepEqual([...startSamples], [0, 250, 500, 750])
  assert.deepEqual([...endSamples], [250, 500, 750, 1000])
})
