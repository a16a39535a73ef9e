import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layCharacters } from './lay-characters.ts'

const laid = { textLength: 6, sampleCount: 1_000, source: 'dtw' } as const

test('letters share the time of their word, punctuation and spaces the gap', () => {
  const words = [
    { start: 0, end: 2, startSample: 100, endSample: 300 },
    { start: 4, end: 5, startSample: 500, endSample: 900 },
  ]
  const { startSamples, endSamples } = layCharacters(words, laid) // "so, I!"
  assert.deepEqual([...startSamples], [100, 200, 300, 400, 500, 900])
  assert.deepEqual([...endSamples], [200, 300, 400, 500, 900, 1_000])
})

test('letters of more weight get more of their word', () => {
  const { startSamples } = layCharacters([{ start: 0, end: 3, startSample: 0, endSample: 400 }], {
    ...laid,
    weights: [1, 2, 1, 0, 0, 0],
  })
  assert.deepEqual([...startSamples.subarray(0, 4)], [0, 100, 300, 400])
})

test('words out of order or outside the sound are pushed to where they can be', () => {
  const words = [
    { start: 0, end: 2, startSample: -50, endSample: 600 },
    { start: 3, end: 5, startSample: 400, endSample: 5_000 },
  ]
  const { startSamples, endSamples } = layCharacters(words, laid)
  assert.deepEqual([startSamples[0], endSamples[1], startSamples[3], endSamples[4]], [0, 600, 600, 1_000])
})
