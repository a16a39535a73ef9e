import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { alignPhones, splitTokens, toWordTimes } from './word-times.ts'

test('a word lasts from its first phone to its last, without the punctuation around it', () => {
  const segments = timed('pau hh ax l ow pau w er l d pau')
  assert.deepEqual(wordsOf('"Hello," (world).', ['hh ax l ow', 'w er l d'], segments), [
    ['Hello', 1, 5],
    ['world', 6, 10],
  ])
})

test('phones that change in a sentence still belong to their word', () => {
  // "the" before a vowel, "and" without its d
  const segments = timed('pau dh iy ae p ax l ae n t r iy pau')
  assert.deepEqual(wordsOf('the apple and tree', ['dh ax', 'ae p ax l', 'ae n d', 't r iy'], segments), [
    ['the', 1, 3],
    ['apple', 3, 7],
    ['and', 7, 9],
    ['tree', 9, 12],
  ])
})

test('a token for which nothing is left joins its neighbour, and lone punctuation has no time', () => {
  assert.deepEqual(wordsOf('-- a of it', ['', 'ax', 'ah v', 'ih t'], timed('pau ih t pau')), [['a of it', 1, 3]])
})

test('a text of nothing but silence has no words', () => {
  assert.deepEqual(wordsOf('... --', ['', ''], timed('pau')), [])
})

test('phones match in order, each at most once', () => {
  const phones = fc.array(fc.constantFrom('ae', 'ih', 't', 's', 'n'), { maxLength: 30 })
  fc.assert(
    fc.property(phones, phones, (expected, heard) => {
      const matches = [...alignPhones(expected, heard)].filter((index) => index >= 0)
      assert.deepEqual(
        matches,
        [...new Set(matches)].sort((one, other) => one - other),
      )
      assert.ok(matches.every((index) => index < expected.length))
    }),
  )
})

test('the same phones match one to one', () => {
  const phones = 'dh ax k w ih k b r aw n f aa k s'.split(' ')
  assert.deepEqual([...alignPhones(phones, phones)], [...phones.keys()])
})

/** Segments of one second each. */
function timed(phones: string) {
  return phones.split(' ').map((phone, index) => ({ phone, startSeconds: index, endSeconds: index + 1 }))
}

function wordsOf(text: string, phones: string[], segments: ReturnType<typeof timed>) {
  const lists = phones.map((list) => (list ? list.split(' ') : []))
  const words = toWordTimes(splitTokens(text), lists, segments)
  return words.map(({ start, end, startSeconds, endSeconds }) => [text.slice(start, end), startSeconds, endSeconds])
}
