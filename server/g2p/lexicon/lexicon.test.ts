import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { vocabulary } from '../alphabets/symbols.ts'
import { lexiconFile, listEntries } from './lexicon.test-kit.ts'
import { openLexicon } from './lexicon.ts'

for (const accent of ['us', 'gb'] as const) {
  test(`every word of the lexicon is found, and said with symbols of the alphabet (${accent})`, () => {
    const find = openLexicon(lexiconFile(accent))
    const entries = listEntries(accent)
    assert.ok(entries.length > 80_000)
    for (const [index, { word, phonemes }] of entries.entries()) {
      if (index % 7 === 0) assert.equal(find(word)?.phonemes, phonemes)
      for (const symbol of phonemes) assert.ok(vocabulary.has(symbol), `${word} ${phonemes}`)
    }
  })
}

test('an entry has its readings, and tells when it is of the second lexicon', () => {
  const find = openLexicon(lexiconFile('us'))
  assert.equal(find('record')?.readings.VERB, 'ɹəkˈɔɹd')
  assert.equal(find('record')?.isSecond, false)
  assert.equal(find('elliot')?.isSecond, true)
})

test('what is not there is not found, whatever it is', () => {
  const find = openLexicon(lexiconFile('us'))
  for (const word of ['', 'zzzzzz', '\n', '\t', 'a\tb', '世界', '\u{10ffff}', 'lectern lexicon 1'])
    assert.equal(find(word), undefined)
})

test('a file that is no lexicon is refused', () => {
  assert.throws(() => openLexicon(join(import.meta.dirname, '../../../data/g2p/en.tag')), /is not a lexicon/)
})
