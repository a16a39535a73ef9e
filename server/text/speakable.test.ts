import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSpeakable, openSpeakable } from './speakable.ts'

test('letters and digits of any script and symbols that are read aloud are something to say', () => {
  const speakable = [
    'a',
    'Ω',
    '你',
    'ي',
    '5',
    '½',
    '٣',
    'Ⅳ',
    '%',
    '&',
    '+',
    '=',
    '$',
    '€',
    '£',
    '@',
    '°',
    '— a —',
    '$ %',
  ]
  for (const text of speakable) assert.equal(isSpeakable(text), true, text)
})

test('white space, punctuation, emoji and rules are not', () => {
  const silent = [
    '',
    ' \n\t\u00a0',
    '***',
    '* * *',
    '—',
    '…',
    '“”',
    '😀',
    '👩‍👩‍👧',
    '❤️',
    '=====',
    '+ + +',
    '#',
    '\ud83d',
    '\u0301',
  ]
  for (const text of silent) assert.equal(isSpeakable(text), false, text)
})

test('a text that comes piece by piece is the same as its beginning', () => {
  const add = openSpeakable()
  const pieces = ['—', '$', '$', ' $', '$', '%', 'a', '…']
  const told = pieces.map((piece, index) => [add(piece), isSpeakable(pieces.slice(0, index + 1).join(''))])
  assert.deepEqual(
    told.map(([one]) => one),
    [false, true, true, false, false, true, true, true],
  )
  for (const [one, other] of told) assert.equal(one, other)
})
