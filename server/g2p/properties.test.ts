import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyText } from '#test/any-text.ts'
import { readPhonemes } from './alphabets/alphabets.ts'
import { toEspeak } from './alphabets/espeak-spelling.ts'
import { assertWellFormed, assertWordsCovered, english } from './english.test-kit.ts'

const words = fc.constantFrom(
  ...[
    'the',
    'a',
    'to',
    'used',
    'in',
    'apple',
    'ONE',
    "don't",
    "o'clock",
    'well-known',
    'naïve',
    'Łódź',
    'Zorblax',
    'iPhone',
  ],
  ...[
    'U.S.',
    'Mr.',
    'etc.',
    'St.',
    'IBM',
    "'tis",
    '1813',
    '$3.50',
    '10:30',
    '2½',
    '3rd',
    '-5',
    '1,000,000',
    'VIII',
    'Chapter IV',
  ],
)
const marks = fc.constantFrom(
  ...['.', ',', '…', '--', '—', ' - ', '"', '“', '’', "'", '(', ']', '\n', '\t', '  ', '-', '%', '£', '°'],
)
const signs = fc.constantFrom('™', '℠', '®', '©')
const anything = fc.oneof(anyText({ maxLength: 6 }), fc.string({ unit: 'grapheme', maxLength: 6 }))
const pieces = fc.oneof(
  { weight: 4, arbitrary: words },
  { weight: 3, arbitrary: marks },
  { weight: 2, arbitrary: anything },
  { weight: 1, arbitrary: signs },
)
const texts = fc.array(fc.tuple(pieces, fc.constantFrom('', ' ')), { maxLength: 12 }).map((all) => all.flat().join(''))

/** Few of `npm test`, and many of the long half. */
const runs = { '': 150, 'proof: ': 3_000 }

for (const [half, numRuns] of Object.entries(runs)) {
  for (const accent of ['us', 'gb'] as const) {
    test(`${half}any text is said in order, with symbols of the alphabet only (${accent})`, () => {
      const check = (text: string) => {
        const pronunciation = english(accent).pronounce(text)
        assertWellFormed(text, pronunciation)
        assertWordsCovered(text, pronunciation)
      }
      fc.assert(fc.property(texts, check), { numRuns, examples: [['Ḱ℠一']] })
    })
  }

  test(`${half}any phonemes may be given for any stretch`, () => {
    const phonemes = fc.oneof(anything, fc.constantFrom('təˈmeɪtoʊ', 'T AH0 M EY1 T OW2', 'x', ''))
    const given = fc.record({
      start: fc.integer({ min: -2, max: 30 }),
      end: fc.integer({ min: -2, max: 30 }),
      alphabet: fc.constantFrom('ipa', 'cmu-arpabet'),
      phonemes,
    })
    fc.assert(
      fc.property(texts, fc.array(given, { maxLength: 4 }), (text, given) => {
        assertWellFormed(text, english('us').pronounce(text, given))
      }),
      { numRuns },
    )
  })
}

test('the spelling of eSpeak keeps the order and names the symbol that each comes from', () => {
  fc.assert(
    fc.property(texts, fc.constantFrom('us', 'gb'), (text, accent) => {
      const { phonemes } = english(accent).pronounce(text)
      const { symbols, from } = toEspeak(phonemes, accent)
      assert.equal(symbols.length, from.length)
      assert.ok(from.every((at, index) => at < phonemes.length && (index === 0 || at >= from[index - 1]!)))
    }),
    { numRuns: 500 },
  )
})

test('whatever is written as phonemes becomes symbols of the alphabet', () => {
  fc.assert(
    fc.property(fc.constantFrom('ipa', 'cmu-arpabet'), anyText(), (alphabet, written) => {
      const { phonemes } = readPhonemes(alphabet, written, 'us')
      assert.match(phonemes, /^[AIOQWYTa-zæðŋɑɒɔəɛɜɡɪɹʃʊʌʒʤʧθᵊᵻɐˈˌː ]*$/)
    }),
    { numRuns: 500 },
  )
})
