import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AliasRule, withoutRules, withRules } from './rules.ts'

test('an added rule takes the place of all rules for its string, and of two added the later counts', () => {
  const present = [alias('a', '1'), alias('b', '2'), alias('a', '3')]
  const added = [alias('c', '4'), alias('a', '5'), alias('a', '6')]
  assert.deepEqual(withRules(present, added), [alias('a', '6'), alias('b', '2'), alias('c', '4')])
})

test('a string differs from one in other case', () => {
  assert.deepEqual(withRules([alias('a', '1')], [alias('A', '2')]), [alias('a', '1'), alias('A', '2')])
  assert.deepEqual(withoutRules([alias('a', '1')], ['A']), [alias('a', '1')])
})

test('all rules for a string are removed', () => {
  assert.deepEqual(withoutRules([alias('a', '1'), alias('b', '2'), alias('a', '3')], ['a', 'z']), [alias('b', '2')])
})

function alias(stringToReplace: string, said: string): AliasRule {
  return { type: 'alias', stringToReplace, caseSensitive: true, wordBoundaries: true, alias: said }
}
