import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { splitUtterances } from './split-utterances.ts'

test('as many sentences as fit are one utterance', () => {
  assert.deepEqual(split('One two. Three. Four five.', 16), ['One two. Three. ', 'Four five.'])
  assert.deepEqual(split('One two. Three. Four five.', 100), ['One two. Three. Four five.'])
  assert.deepEqual(split('', 100), [])
})

test('a long sentence is cut at clause punctuation, else at a comma, else at a space, else anywhere', () => {
  assert.deepEqual(split('one two; three, four five', 20), ['one two; three, ', 'four five'])
  assert.deepEqual(split('one two, three; four five', 20), ['one two, three; ', 'four five'])
  assert.deepEqual(split('one two three, four five', 20), ['one two three, ', 'four five'])
  assert.deepEqual(split('one two three four five', 12), ['one two ', 'three four ', 'five'])
  assert.deepEqual(split('a'.repeat(25), 10), ['a'.repeat(10), 'a'.repeat(10), 'a'.repeat(5)])
  assert.deepEqual(split('it costs 1,000,000 in all', 14), ['it costs ', '1,000,000 in ', 'all'])
})

test('neither a surrogate pair nor a grapheme is cut', () => {
  assert.deepEqual(split('a😀b😀c', 2), ['a', '😀', 'b', '😀', 'c'])
  assert.deepEqual(split('👩‍👩‍👧👩‍👩‍👧', 3), ['👩‍👩‍👧', '👩‍👩‍👧'])
  assert.deepEqual(split('ae\u0301e\u0301', 2), ['a', 'e\u0301', 'e\u0301'])
})

test('a break always cuts', () => {
  assert.deepEqual(split('One two. Three four.', 100, [4]), ['One ', 'two. Three four.'])
  assert.deepEqual(split('One  two', 100, [5, 3, 4]), ['One  ', 'two'])
  assert.deepEqual(split('  One  ', 100, [0, 1, 2, 6, 7]), ['  One  '])
  assert.deepEqual(split('a😀b', 100, [2]), ['a😀b'])
})

test('white space stays with its words, also where it does not fit', () => {
  assert.deepEqual(split('  Hi there.   You.  ', 9), ['  Hi there.   ', 'You.  '])
  assert.deepEqual(split('     ', 2, [2]), ['     '])
  assert.deepEqual(split(`${' '.repeat(20)}a b${' '.repeat(20)}`, 3), [`${' '.repeat(20)}a b${' '.repeat(20)}`])
})

const unit = fc.constantFrom(
  'a',
  'Bc',
  '. ',
  '! ',
  ', ',
  ';',
  ' ',
  '\n',
  '“',
  '”',
  '…',
  '😀',
  '👩‍👩‍👧',
  'e\u0301',
  '。',
  'Mr. ',
  '1',
)
const aText = fc.array(unit, { maxLength: 80 }).map((units) => units.join(''))

test('utterances cover the text whole, are within the limit, and none is only white space', () => {
  const cuts = fc.array(fc.nat(100), { maxLength: 5 })
  fc.assert(
    fc.property(aText, fc.integer({ min: 10, max: 40 }), cuts, (text, maxCharacters, cuts) => {
      const utterances = split(text, maxCharacters, cuts)
      assert.equal(utterances.join(''), text)
      for (const utterance of utterances) {
        assert.ok(utterance.trim().length <= maxCharacters)
        assert.ok(utterance.trim() !== '' || text.trim() === '')
        assert.doesNotMatch(utterance, /^[\udc00-\udfff]|[\ud800-\udbff]$/)
      }
    }),
    { numRuns: 1000 },
  )
})

test('an edit late in a text moves no border before the utterance in front of it', () => {
  fc.assert(
    fc.property(aText, aText, aText, (before, one, other) => {
      const head = `${before}Stay here. And here.\n\n`
      const ends = (text: string) => splitUtterances(text, 'en', 20, []).map(({ end }) => end)
      const first = ends(head + one)
      const settled = first.filter((end) => end <= head.length).slice(0, -1)
      assert.deepEqual(ends(head + other).slice(0, settled.length), settled)
    }),
    { numRuns: 500 },
  )
})

test('long texts without an end are cut all the same', () => {
  for (const piece of ['a', 'word, ', '😀', '🇩🇪', ' ', '\u0301', '.', 'a\n']) split(piece.repeat(20_000), 400)
  assert.equal(
    split(
      ' '.repeat(20_000),
      400,
      Array.from({ length: 20_000 }, (_, k) => k),
    ).length,
    1,
  )
})

function split(text: string, maxCharacters: number, cuts: number[] = []): string[] {
  return splitUtterances(text, 'en', maxCharacters, cuts).map(({ start, end }) => text.slice(start, end))
}
