import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rememberPhones } from './token-phones.ts'

test('each token is asked for once, and again only after it was forgotten', () => {
  const asked: string[][] = []
  const phonesOf = rememberPhones((tokens) => {
    asked.push(tokens)
    return tokens.map((token) => token.split(''))
  }, 2)
  assert.deepEqual(phonesOf(['so', 'it', 'so'], ''), [
    ['s', 'o'],
    ['i', 't'],
    ['s', 'o'],
  ])
  phonesOf(['it', 'so'], '')
  phonesOf(['it', 'is'], '') // forgets "so"
  assert.deepEqual(phonesOf(['it', 'so'], ''), [
    ['i', 't'],
    ['s', 'o'],
  ])
  assert.deepEqual(asked, [['so', 'it'], [], ['is'], ['so']])
})

test('a text with more tokens than are remembered is answered all the same', () => {
  const phonesOf = rememberPhones((tokens) => tokens.map((token) => [token]), 1)
  assert.deepEqual(phonesOf(['a', 'b', 'a'], ''), [['a'], ['b'], ['a']])
})
