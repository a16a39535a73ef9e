import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findTokens } from './tokens.ts'

test('words keep their apostrophes and hyphens, not their quotation marks', () => {
  assert.deepEqual(textsOf("'Tis the dogs' well-known 'inner' song, fishin' o'clock."), [
    ...["'Tis", 'the', "dogs'", 'well-known', 'inner', 'song', ',', "fishin'", "o'clock", '.'],
  ])
})

test('the full stop of an abbreviation is no end', () => {
  assert.deepEqual(textsOf("Ms. J. R. Smith, of the U.S. and the U.N.'s Ph.D."), [
    ...['Ms.', 'J.', 'R.', 'Smith', ',', 'of', 'the', 'U.S.', 'and', 'the', "U.N.'s", 'Ph.D.'],
  ])
})

test('I is a word, its full stop ends the sentence', () => {
  assert.deepEqual(textsOf('It was I. He left.'), ['It', 'was', 'I', '.', 'He', 'left', '.'])
})

test('dashes, dots and the dot of an address', () => {
  const kinds = findTokens('so -- then… example.com', []).map(({ kind, text }) => `${kind} ${text.trim()}`)
  assert.deepEqual(kinds, ['word so', 'mark --', 'word then', 'mark …', 'word example', 'symbol .', 'word com'])
})

test('a stretch stands for what is written there, and cuts words', () => {
  const tokens = findTokens('HTML5 pages', [{ start: 4, end: 5, tokens: [{ kind: 'word', text: 'five' }] }])
  const said = tokens.map(({ text, start, end, isWhole }) => [text, start, end, isWhole])
  assert.deepEqual(said, [
    ['HTML', 0, 4, false],
    ['five', 4, 5, true],
    ['pages', 6, 11, false],
  ])
})

function textsOf(text: string): string[] {
  return findTokens(text, []).map((token) => token.text)
}
