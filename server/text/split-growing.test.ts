import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { splitGrowing } from './split-growing.ts'

test('a text begins with its first clause, and goes on in longer and longer pieces', () => {
  const text =
    'Marley was dead: to begin with. There is no doubt whatever about that. The register of his burial was signed by the ' +
    'clergyman, the clerk, the undertaker, and the chief mourner.'
  assert.deepEqual(split(text), [
    'Marley was dead: ',
    'to begin with. There is no doubt whatever about that. ',
    'The register of his burial was signed by the clergyman, the clerk, the undertaker, and the chief mourner.',
  ])
})

test('without a clause it begins with some words, and never within what belongs together', () => {
  assert.deepEqual(split('She walked down to the harbour with her brother one morning in May.'), [
    'She walked down to the harbour with ',
    'her brother one morning in May.',
  ])
  assert.deepEqual(split('He paid a sum of five, ten; or twenty of these and left them.', [{ start: 19, end: 33 }]), [
    'He paid a sum ',
    'of five, ten; or twenty of these and left them.',
  ])
})

test('what is short is one piece', () => {
  assert.deepEqual(split('Marley was dead, to begin with.'), ['Marley was dead, to begin with.'])
  assert.deepEqual(split(''), [])
})

test('the pieces cover the text, whatever it is', () => {
  const aText = fc.array(fc.constantFrom('a', 'Bc', '. ', ', ', ';', ' ', '\n', '”', '😀', 'é', '1', 'and '), {
    maxLength: 200,
  })
  fc.assert(
    fc.property(aText, (units) => {
      const text = units.join('')
      assert.equal(split(text).join(''), text)
    }),
  )
})

function split(text: string, unbroken: { start: number; end: number }[] = []): string[] {
  return splitGrowing(text, 'en', unbroken).map(({ start, end }) => text.slice(start, end))
}
