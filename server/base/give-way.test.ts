import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mapGivingWay, openTurn, untilMyTurn } from './give-way.ts'
import { assertStandsLess } from './thread-time.test-kit.ts'

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

test('proof: many who work long at once hold the event loop no longer than one of them, and each comes to an end', async () => {
  const work = async () => {
    const giveWay = openTurn()
    for (let step = 0; step < 30; step++) {
      for (const until = performance.now() + 1; performance.now() < until; );
      await giveWay()
    }
  }
  await assertStandsLess(100, () => Promise.all(Array.from({ length: 40 }, work)))
})

test('proof: who waits for a turn has it alone, however many begin at once', async () => {
  const work = async () => {
    await untilMyTurn()
    for (const until = performance.now() + 10; performance.now() < until; );
  }
  await assertStandsLess(100, () => Promise.all(Array.from({ length: 20 }, work)))
})
