import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSpeakable } from './speakable.ts'

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
