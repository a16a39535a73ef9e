import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Accent } from './language.ts'
import { findNumbers } from './numbers.ts'

test('counts, ordinals, decimals and long rows of digits', () => {
  assertWords({
    '0': 'zero',
    '1,204': 'one thousand two hundred four',
    '1000000': 'one million',
    '3.14': 'three point one four',
    'at -5': 'minus five',
    '1st': 'first',
    '22nd': 'twenty second',
    '100th': 'one hundredth',
    '007': 'zero zero seven',
    '555-1234': 'five five five one two three four',
    '12345678901234567': 'one two three four five six seven eight nine zero one two three four five six seven',
  })
})

test('the British say and', () => {
  assertWords(
    { '105': 'one hundred and five', '1,204': 'one thousand two hundred and four', '1,020': 'one thousand and twenty' },
    'gb',
  )
})

test('years, decades and stretches of them', () => {
  assertWords({
    '1813': 'eighteen thirteen',
    '1900': 'nineteen hundred',
    '1905': 'nineteen oh five',
    '2005': 'two thousand five',
    '2026': 'twenty twenty six',
    '1914-18': 'nineteen fourteen to eighteen',
    '1960s': 'nineteen sixties',
    "'60s": 'sixties',
  })
})

test('money', () => {
  assertWords({
    $1: 'one dollar',
    '$3.50': 'three dollars and fifty cents',
    '£1.01': 'one pound and one penny',
    '$0.99': 'ninety nine cents',
    '€2.5 million': 'two point five million euros',
    '£10,000': 'ten thousand pounds',
  })
})

test('times, fractions and units', () => {
  assertWords({
    '10:30': 'ten thirty',
    '9:05': 'nine oh five',
    '7:00': "seven o'clock",
    '5:00 p.m': 'five P.M.',
    'at 5:05 p.m. he left': 'five oh five P.M.',
    '1,2,3': 'one|two|three',
    '3/4': 'three quarters',
    '2½': 'two and a half',
    '½': 'one half',
    '5 km': 'five kilometers',
    '1 lb': 'one pound',
    '5²': 'five|squared',
  })
})

test('Roman numerals after what has a number, and after rulers', () => {
  assertWords({
    'Chapter XIV': 'fourteen',
    'Part I': 'one',
    'Henry VIII': 'the eighth',
    'World War II': 'two',
    WWII: 'World War two',
  })
  assertWords({ 'I saw Mary I think': '', 'George I met': '', 'Malcolm X': '', 'mix it': '' })
})

test('days of a month are ordinals', () => {
  const days = { 'July 4, 1776': 'fourth|seventeen seventy six', '5 May': 'the fifth of', 'the 5 May': 'fifth of' }
  assertWords({ ...days, 'June 6th': 'sixth', '2nd Oct. 1999': 'the second of|nineteen ninety nine' })
  assertWords({ 'July 4': 'the fourth' }, 'gb')
  assertWords({ 'In May 50 men': 'fifty', 'June 1944': 'nineteen forty four', 'May 5%': 'five' })
})

test('numbers that are said in their own way: telephones, rooms, heights, sums in short, the owner of something', () => {
  assertWords({
    'call 911': 'nine one one',
    '(555) 123-4567': 'five five five one two three four five six seven',
    'Room 101': 'one oh one',
    '221B': 'two twenty one',
    '24/7': 'twenty four seven',
    '6\'2"': 'six foot two',
    '5 ft. 6 in. high': 'five feet|six inches',
    $5m: 'five million dollars',
    '£2.5bn': 'two point five billion pounds',
    "Henry VIII's": "the eighth's",
    "Apollo 11's": "eleven's",
    'Scene ii': 'two',
    'in 1066': 'ten sixty six',
    'the year was 2150': 'twenty one fifty',
    'odds of 2:1': 'two to one',
    'Genesis 1:1': 'one one',
    '17:00': 'seventeen hundred',
  })
})

test('no digit is left unsaid', () => {
  const texts = fc.array(fc.constantFrom(...'0123456789,,..--::/$½ sth'), { size: 'medium' }).map((all) => all.join(''))
  fc.assert(
    fc.property(texts, (text) => {
      const isSaid = new Uint8Array(text.length)
      for (const { start, end, words } of findNumbers(text, 'us')) if (words !== '') isSaid.fill(1, start, end)
      for (const { index } of text.matchAll(/\d/g)) assert.equal(isSaid[index], 1, text)
    }),
    { numRuns: 2_000 },
  )
})

test('a number is found where it stands', () => {
  assert.deepEqual(findNumbers('on 3rd, at 10:30', 'us'), [
    { start: 3, end: 6, words: 'third' },
    { start: 11, end: 16, words: 'ten thirty' },
  ])
})

/** The words for the numbers in each text, divided by `|`. */
function assertWords(expected: Record<string, string>, accent: Accent = 'us'): void {
  const actual = Object.keys(expected).map((text) => [
    text,
    findNumbers(text, accent)
      .map(({ words }) => words)
      .join('|'),
  ])
  assert.deepEqual(Object.fromEntries(actual), expected)
}
