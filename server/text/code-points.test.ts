import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyText } from '#test/any-text.ts'
import { countBeforeEach, countCodePoints, isInsidePair, listCodePoints } from './code-points.ts'

test('a surrogate pair is one code point, and half of one is one as well', () => {
  assert.deepEqual(listCodePoints('a😀\ud83db'), [
    { character: 'a', start: 0 },
    { character: '😀', start: 1 },
    { character: '\ud83d', start: 3 },
    { character: 'b', start: 4 },
  ])
  assert.equal(countCodePoints('a😀\ud83db'), 4)
  assert.equal(countCodePoints('a😀b', 1, 3), 1)
  assert.equal(countCodePoints('a😀b', 0, 2), 2)
  assert.equal(countCodePoints(''), 0)
})

test('the code points of a range are those of its text, and together they are the text', () => {
  fc.assert(
    fc.property(anyText(), fc.nat(20), fc.nat(20), (text, start, length) => {
      const end = Math.min(text.length, start + length)
      assert.equal(countCodePoints(text, start, end), [...text.slice(start, Math.max(start, end))].length)
      const codePoints = listCodePoints(text)
      const before = countBeforeEach(text)
      for (const [index, { start: at }] of codePoints.entries()) assert.equal(before[at], index)
      assert.equal(before[text.length], codePoints.length)
      assert.equal(codePoints.map(({ character }) => character).join(''), text)
      for (const { character, start } of codePoints)
        assert.equal(text.slice(start, start + character.length), character)
    }),
  )
})

test('only the middle of a pair is inside it', () => {
  const inside = [0, 1, 2, 3, 4, 5].filter((index) => isInsidePair('a😀\ud83db', index))
  assert.deepEqual(inside, [2])
})
