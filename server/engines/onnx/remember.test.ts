import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remember } from './remember.ts'

test('a thing is made once, and again when that failed', async () => {
  const made: string[] = []
  const get = remember(async (key: string) => {
    made.push(key)
    if (made.length === 1) throw new Error('not yet')
    return key.toUpperCase()
  })
  await assert.rejects(get('a'), /not yet/)
  assert.deepEqual([await get('a'), await get('a'), await get('b')], ['A', 'A', 'B'])
  assert.deepEqual(made, ['a', 'a', 'b'])
})

test('only those are kept that were asked for last', async () => {
  const [made, dropped]: string[][] = [[], []]
  const make = async (key: string) => {
    made!.push(key)
    return key
  }
  const get = remember(make, 2, (thing) => dropped!.push(thing))
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key)
  assert.deepEqual(
    [made, dropped],
    [
      ['a', 'b', 'c', 'b'],
      ['b', 'c'],
    ],
  )
})
