import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstWords } from './first-words.ts'

test('a short text is named whole, a long one by its first words', () => {
  assert.equal(firstWords(' It was\n dark. '), 'It was dark.')
  assert.equal(
    firstWords('It was the best of times, it was the worst of times'),
    'It was the best of times, it was the…',
  )
  assert.equal(firstWords('x'.repeat(50)), `${'x'.repeat(40)}…`)
})
