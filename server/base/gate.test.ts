import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openGate } from './gate.ts'

test('so many are inside as may be, and the next enters when one leaves', async () => {
  const gate = openGate(2)
  const doors = [0, 1, 2].map(() => Promise.withResolvers<void>())
  const entered: number[] = []
  const { signal } = new AbortController()
  const all = doors.map(({ promise }, index) =>
    gate(signal, async () => {
      entered.push(index)
      await promise
    }),
  )
  doors[1]!.resolve()
  await all[1]
  doors[2]!.resolve()
  await all[2]
  doors[0]!.resolve()
  await Promise.all(all)
  assert.deepEqual(entered, [0, 1, 2])
})

test('who has gone while waiting is not let in', async () => {
  const gate = openGate(1)
  await assert.rejects(
    gate(AbortSignal.abort(new Error('gone')), async () => assert.fail('it was let in')),
    /gone/,
  )
  assert.equal(await gate(new AbortController().signal, async () => 'in'), 'in')
})
