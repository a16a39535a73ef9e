import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toTimedStretches } from './timed-stretches.ts'

test('symbols of the same characters are one stretch, and what is not heard is none', () => {
  // "at 5": æ t space f I v
  const stretches = toTimedStretches({
    textStarts: [0, 1, 2, 3, 3, 3],
    textEnds: [1, 2, 3, 4, 4, 4],
    isHeard: [true, true, false, true, true, true],
    starts: [0, 1, 2, 3, 4, 5],
    ends: [1, 2, 3, 4, 5, 6],
    sampleRate: 1,
  })
  assert.deepEqual(
    stretches.map(({ start, end, startSeconds, endSeconds }) => [start, end, startSeconds, endSeconds]),
    [
      [0, 1, 0, 1],
      [1, 2, 1, 2],
      [3, 4, 3, 6],
    ],
  )
})
