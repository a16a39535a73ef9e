import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { vocabulary } from '../alphabets/symbols.ts'
import { assertSounds } from '../english.test-kit.ts'
import { spelledOut } from './lexicon.ts'

test('an amendment comes before the lexicon, and other forms are made of it', () => {
  assertSounds({ "Margaret's": 'mˈɑɹɡɹəts', 'two résumés': 'tˈu ɹˈɛzəmˌAz', resume: 'ɹəzˈum' })
  assertSounds({ 'They protest.': 'ðˌA pɹətˈɛst.', 'a protest': 'ɐ pɹˈOtˌɛst' })
})

test('each amendment has both accents, a main stress at most, and symbols of the alphabet', () => {
  const file = join(import.meta.dirname, '../../../data/g2p/amendments.tsv')
  const rows = readFileSync(file, 'utf8').trimEnd().split('\n')
  for (const row of rows.filter((line) => !line.startsWith('#'))) {
    const [, ...accents] = row.split('\t')
    assert.equal(accents.length, 2, row)
    for (const reading of accents.flatMap((entry) => entry.split('|').map((part) => part.replace(/^\w+=/, '')))) {
      assert.ok(reading === spelledOut || [...reading].every((symbol) => vocabulary.has(symbol)), row)
      assert.ok(reading.split('ˈ').length <= 2, row)
    }
  }
})
