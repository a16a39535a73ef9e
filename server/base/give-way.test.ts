import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mapGivingWay } from './give-way.ts'

test('a long list is mapped in order, and others have their turn meanwhile', async () => {
  let turns = 0
  const others = setInterval(() => turns++, 1)
  const busy = function* (number: number) {
    for (const until = performance.now() + 5; performance.now() < until; );
    yield
    return 2 * number
  }
  assert.deepEqual(await mapGivingWay([1, 2, 3, 4, 5, 6, 7, 8], busy), [2, 4, 6, 8, 10, 12, 14, 16])
  clearInterval(others)
  assert.ok(turns >= 2)
  assert.deepEqual(await mapGivingWay([], busy), [])
})
