import assert from 'node:assert/strict'
import { test } from 'node:test'
import { warp } from './dtw.ts'
import { type Features, featureSize } from './features.ts'

test('a sound that dwells here and hurries there is laid on the one that does not', () => {
  const reference = [1, 2, 3, 4, 5, 6]
  const { takeFrames, cost } = warp(toFeatures([1, 2, 2, 2, 3, 4, 6]), toFeatures(reference), 6)
  assert.deepEqual([...takeFrames.slice(0, 4)], [0, 2, 4, 5])
  assert.equal(takeFrames[5], 6)
  assert.ok(cost < 0.5)
})

test('a sound laid on itself costs nothing', () => {
  const sound = toFeatures([3, 1, 4, 1, 5, 9, 2, 6])
  const { takeFrames, cost } = warp(sound, sound, 3)
  assert.deepEqual([...takeFrames], [0, 1, 2, 3, 4, 5, 6, 7])
  assert.equal(cost, 0)
})

test('lengths that differ, and a narrow band, still lead from corner to corner', () => {
  for (const [take, reference] of [
    [1, 1],
    [1, 9],
    [9, 1],
    [40, 15],
    [15, 40],
  ] as const) {
    const { takeFrames } = warp(toFeatures(new Array(take).fill(1)), toFeatures(new Array(reference).fill(1)), 3)
    const inOrder = takeFrames.every((frame, index) => index === 0 || frame >= takeFrames[index - 1]!)
    assert.ok(inOrder && takeFrames[0]! < take && takeFrames.at(-1)! <= take - 1, `${take} on ${reference}`)
  }
})

/** Frames that are told apart by their first number. */
function toFeatures(numbers: number[]): Features {
  const values = new Float32Array(numbers.length * featureSize)
  for (const [index, number] of numbers.entries()) values[index * featureSize] = number
  return { values, count: numbers.length }
}
