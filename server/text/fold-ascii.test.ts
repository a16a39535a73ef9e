import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyText } from '#test/any-text.ts'
import { foldToAscii } from './fold-ascii.ts'

test('what can be told in ASCII is', () => {
  const folded = {
    '“It’s — café…”': '"It\'s - cafe..."',
    'a—b, c – d': 'a - b, c - d',
    '1999–2005': '1999-2005',
    '1½ cups, ½': '1 1/2 cups, 1/2',
    '3 × 4': '3 x 4',
    '5°C ± 2': '5 degrees C plus or minus 2',
    'x² and 5 m²': 'x squared and 5 m squared',
    'ﬁne Straße': 'fine Strasse',
    'Þór Ærø, Łódź đ œuvre ǿ': 'Thor AEro, Lodz d oeuvre o',
    'e\u0301te\u0301': 'ete',
    'soft\u00adly\u200b': 'softly',
    'a\u00a0b\u2028c': 'a b\nc',
    '¡Hola! ¿Qué?': 'Hola! Que?',
    '№ 5™': 'No 5TM',
    'plain\ttext\n': 'plain\ttext\n',
  }
  for (const [text, expected] of Object.entries(folded)) assert.equal(foldToAscii(text).text, expected)
})

test('an amount of money names its currency behind it', () => {
  const folded = {
    '€5, £1 and £2.50.': '5 euros, 1 pound and 2.50 pounds.',
    '£3 million': '3 million pounds',
    '£3 millionaires': '3 pounds millionaires',
    '5 € or 5€': '5 euros or 5 euros',
    '¥1,000': '1,000 yen',
    '5 € 6 €': '5 euros 6 euros',
    $5: '$5',
    'the €': 'the euros',
  }
  for (const [text, expected] of Object.entries(folded)) assert.equal(foldToAscii(text).text, expected)
})

test('what cannot be told is a space', () => {
  assert.equal(foldToAscii('a你😀ψ\ud83db').text, 'a    b')
})

test('digits of an amount stay equal, so that they keep their own times', () => {
  assert.deepEqual(foldToAscii('€5').map, [
    { sourceStart: 0, sourceEnd: 1, start: 0, end: 0, equal: false },
    { sourceStart: 1, sourceEnd: 2, start: 0, end: 1, equal: true },
    { sourceStart: 2, sourceEnd: 2, start: 1, end: 7, equal: false },
  ])
})

test('the result is ASCII, ASCII stays as it is, and the map covers both texts', () => {
  const unit = fc.oneof(
    fc.constantFrom('€', '£', '5', ' ', '½', '—', 'é', '“', '😀', '\u0301', '1'),
    anyText({ maxLength: 1 }),
  )
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 30 }), (units) => {
      const source = units.join('')
      const { text, map } = foldToAscii(source)
      assert.match(text, /^\p{ASCII}*$/u)
      assert.equal(map.at(-1)?.sourceEnd ?? 0, source.length)
      assert.equal(map.at(-1)?.end ?? 0, text.length)
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
      assert.equal(foldToAscii(text).text, text)
    }),
  )
})

test('no stretch of the map parts a surrogate pair', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (source) => {
      for (const { sourceStart } of foldToAscii(source).map)
        assert.doesNotMatch(source.slice(sourceStart), /^[\udc00-\udfff]/)
    }),
  )
})
