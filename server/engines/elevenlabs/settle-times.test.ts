import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Alignment } from '#server/audio/alignment.ts'
import { settleTimes } from './settle-times.ts'

/** A second of sound at 1,000 Hz; of which the last 150 samples are silent. */
const track = { samples: new Int16Array(1000), sampleRate: 1000 }

test('times in which each letter is heard stay as they are', () => {
  const times = timesOf([0, 200, 200, 500], [200, 200, 500, 850])
  assert.deepEqual(settleTimes(times, 'a bc', track), times)
})

test('a letter that has no length shares that of its neighbours', () => {
  const times = timesOf([0, 100, 200, 200, 300, 400], [100, 200, 200, 300, 400, 850])
  const settled = settleTimes(times, 'abcdef', track)!
  assert.deepEqual([...settled.startSamples], [0, 100, 150, 200, 300, 400])
  assert.deepEqual([...settled.endSamples], [100, 150, 200, 300, 400, 850])
})

test('times of which too many have no length, or that end amidst the sound, are not believed', () => {
  assert.equal(settleTimes(timesOf([0, 100, 100, 100], [100, 100, 100, 850]), 'abcd', track), undefined)
  assert.equal(settleTimes(timesOf([0, 100], [100, 400]), 'ab', track), undefined)
})

test('whatever few letters have no length, all are heard in order, inside the track', () => {
  const lengths = fc.array(fc.integer({ min: 8, max: 40 }), { minLength: 5, maxLength: 30 })
  fc.assert(
    fc.property(lengths, fc.nat(), (all, unheard) => {
      const told = all.map((length, at) => (at % 5 === unheard % 5 && at + 5 <= all.length ? 0 : length))
      const ends = told.map((_, at) => told.slice(0, at + 1).reduce((sum, length) => sum + length, 0))
      const short = { samples: new Int16Array(ends.at(-1)!), sampleRate: 1000 }
      const { startSamples, endSamples } = settleTimes(
        timesOf([0, ...ends.slice(0, -1)], ends),
        'x'.repeat(all.length),
        short,
      )!
      startSamples.forEach((start, at) => {
        assert.ok(start < endSamples[at]! && endSamples[at]! <= short.samples.length)
        assert.ok(at === 0 || start >= startSamples[at - 1]!)
      })
    }),
  )
})

function timesOf(starts: number[], ends: number[]): Alignment {
  return { startSamples: Uint32Array.from(starts), endSamples: Uint32Array.from(ends), source: 'native' }
}
