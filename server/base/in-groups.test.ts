import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inGroups } from './in-groups.ts'

test('a list comes in groups of a size, and what is larger than one stands last in its own', () => {
  assert.deepEqual([...inGroups([1, 2, 3, 4, 5], 2)], [[1, 2], [3, 4], [5]])
  assert.deepEqual([...inGroups([1, 2], 2)], [[1, 2]])
  assert.deepEqual([...inGroups([], 2)], [])
  assert.deepEqual(
    [...inGroups(['a', 'bbbb', 'c', 'd'], 3, ({ length }) => length)],
    [
      ['a', 'bbbb'],
      ['c', 'd'],
    ],
  )
})
