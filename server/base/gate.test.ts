import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openGate } from './gate.ts'
import { nextTurn } from './give-way.ts'

test('so many are inside as may be, and the next enters when one leaves', async () => {
  const gate = openGate({ ofAll: 2 })
  const doors = [0, 1, 2].map(() => Promise.withResolvers<void>())
  const entered: number[] = []
  const { signal } = new AbortController()
  const all = doors.map(({ promise }, index) =>
    gate('me', signal, async () => {
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
  const gate = openGate({ ofAll: 1 })
  await assert.rejects(
    gate('me', AbortSignal.abort(new Error('gone')), async () => assert.fail('it was let in')),
    /gone/,
  )
  assert.equal(await gate('me', new AbortController().signal, async () => 'in'), 'in')
})

test('those who wait take turns, and one alone takes no more places than are for one', async () => {
  const gate = openGate({ ofAll: 3, ofOne: 2 })
  const { signal } = new AbortController()
  const open = Promise.withResolvers<void>()
  const entered: string[] = []
  const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'].map((name) =>
    gate(name[0]!, signal, async () => {
      entered.push(name)
      await open.promise
    }),
  )
  await nextTurn()
  assert.deepEqual(entered, ['a1', 'a2', 'b1'])
  open.resolve()
  await Promise.all(all)
  assert.deepEqual(entered.slice(3), ['a3', 'b2', 'c1', 'a4'])
})

test('who goes while they wait is told at once, and those behind them are let in', async () => {
  const gate = openGate({ ofAll: 1 })
  const { signal } = new AbortController()
  const [first, leaving] = [Promise.withResolvers<void>(), new AbortController()]
  const inside = gate('me', signal, () => first.promise)
  const left = gate('me', leaving.signal, async () => assert.fail('it was let in'))
  const behind = gate('you', signal, async () => 'in')
  leaving.abort(new Error('gone'))
  await assert.rejects(left, { message: 'gone' })
  first.resolve()
  await inside
  assert.equal(await behind, 'in')
  assert.equal(await gate('me', signal, async () => 'again'), 'again')
})
