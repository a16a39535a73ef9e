import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openRateLimiter } from './rate-limit.ts'

test('a burst of one second is let through, and then as many as the limit says', () => {
  let milliseconds = 0
  const limiter = openRateLimiter(10, { now: () => milliseconds })
  const countAllowed = (asked: number) =>
    Array.from({ length: asked }, () => limiter.secondsToWait('a')).filter((wait) => wait === 0).length
  assert.equal(countAllowed(50), 10)
  milliseconds += 300
  assert.equal(countAllowed(50), 3)
  milliseconds += 60_000
  assert.equal(countAllowed(50), 10, 'a long silence saves up no more')
})

test('who waits as long as told is let through', () => {
  const steps = fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { maxLength: 40 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), steps, (limit, pauses) => {
      let milliseconds = 0
      const limiter = openRateLimiter(limit, { now: () => milliseconds })
      for (const pause of pauses) {
        milliseconds += pause
        const wait = limiter.secondsToWait('a')
        if (wait === 0) continue
        milliseconds += wait * 1000 + 1e-6
        assert.equal(limiter.secondsToWait('a'), 0)
      }
    }),
  )
})

test('each key has a limit of its own, and 0 is no limit', () => {
  const one = openRateLimiter(1, { now: () => 0 })
  assert.equal(one.secondsToWait('a'), 0)
  assert.equal(one.secondsToWait('b'), 0)
  assert.equal(one.secondsToWait('a'), 1)
  const none = openRateLimiter(0, { now: () => 0 })
  for (let asked = 0; asked < 1_000; asked++) assert.equal(none.secondsToWait('a'), 0)
})

test('a burst may be larger than what is filled in a second, and to look costs nothing', () => {
  let milliseconds = 0
  const limiter = openRateLimiter(1, { burst: 3, now: () => milliseconds })
  assert.deepEqual(
    [1, 0, 1, 1, 0, 1].map((cost) => limiter.secondsToWait('a', cost as 0 | 1)),
    [0, 0, 0, 0, 1, 1],
  )
  milliseconds += 1_500
  assert.deepEqual([limiter.secondsToWait('a', 0), limiter.secondsToWait('a'), limiter.secondsToWait('a')], [0, 0, 0.5])
})

test('of very many addresses the oldest are forgotten', () => {
  const limiter = openRateLimiter(1, { now: () => 0 })
  for (let address = 0; address <= 10_000; address++) limiter.secondsToWait(String(address))
  assert.equal(limiter.secondsToWait('10000'), 1)
  assert.equal(limiter.secondsToWait('0'), 0)
})
