import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { splitSymbols } from './split-symbols.ts'

test('what fits is not cut', () => {
  assert.deepEqual(partsOf('wˈʌn, tˈu', 9), ['wˈʌn, tˈu'])
  assert.deepEqual(partsOf('', 9), [''])
})

test('it is cut at punctuation, else at a space, else anywhere', () => {
  assert.deepEqual(partsOf('ab ab ab, ab ab ab', 12), ['ab ab ab, ', 'ab ab ab'])
  assert.deepEqual(partsOf('ab ab ab ab ab ab', 12), ['ab ab ab ', 'ab ab ab'])
  assert.deepEqual(partsOf('abababababababab', 12), ['abababab', 'abababab'])
})

test('the parts cover all of it, and none is too long', () => {
  const symbols = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ˈ', ' ', ',', '.'), maxLength: 300 })
  fc.assert(
    fc.property(symbols, fc.integer({ min: 1, max: 80 }), (text, most) => {
      const parts = partsOf(text, most)
      assert.equal(parts.join(''), text)
      assert.ok(parts.every((part) => part.length <= most && (part.length > 0 || text === '')))
    }),
  )
})

function partsOf(symbols: string, most: number): string[] {
  return splitSymbols(symbols, most).map(({ start, end }) => symbols.slice(start, end))
}
