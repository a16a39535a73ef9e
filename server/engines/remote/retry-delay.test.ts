import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryDelay } from './retry-delay.ts'

const now = Date.UTC(2030, 0, 1)
const clock = (random: number) => ({ now: () => now, random: () => random })

test('waits become twice as long, less a part by chance', () => {
  const delays = (random: number) => [1, 2, 3, 4].map((tries) => retryDelay(tries, undefined, clock(random)))
  assert.deepEqual(delays(0), [250, 500, 1000, 2000])
  assert.deepEqual(delays(1), [500, 1000, 2000, 4000])
})

test('a service that says how long is waited for that long at least', () => {
  assert.equal(retryDelay(1, '7', clock(0)), 7000)
  assert.equal(retryDelay(3, ' 1.5 ', clock(0)), 1500)
  assert.equal(retryDelay(1, '7', clock(1)), 7250)
  assert.equal(retryDelay(1, 'Tue, 01 Jan 2030 00:00:20 GMT', clock(0)), 20_000)
})

test('a date that is past means now, and what is no time means nothing', () => {
  assert.equal(retryDelay(1, 'Mon, 31 Dec 2029 23:00:00 GMT', clock(0)), 0)
  for (const odd of ['', 'soon', '-5', '5 minutes']) assert.equal(retryDelay(1, odd, clock(0)), 250, odd)
})
