import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeGivenWords } from './given-words.ts'

const bringIt = { alphabet: 'cmu-arpabet' as const, phonemes: 'B R IH1 NG' }

test('a word with given phonemes becomes a word of the lexicon, set off from letters that touch it', () => {
  const phonemes = [
    { start: 0, end: 5, ...bringIt },
    { start: 10, end: 12, ...bringIt },
  ]
  const { text, lexicon, map } = placeGivenWords({ text: "Mylne's unbend", phonemes })
  const word = /^"([a-z]+)" nil : b r ih1 ng\n$/.exec(lexicon)![1]
  assert.equal(text, `${word}'s un ${word} nd`)
  assert.deepEqual(
    map.filter(({ equal }) => !equal).map(({ sourceStart, sourceEnd }) => [sourceStart, sourceEnd]),
    [
      [0, 5],
      [10, 12],
    ],
  )
})

test('phonemes that flite does not have leave the word as it is, with a warning that names both', () => {
  const phonemes = [{ start: 0, end: 4, alphabet: 'ipa' as const, phonemes: 'baχ' }]
  const { text, lexicon, warnings } = placeGivenWords({ text: 'Bach', phonemes })
  assert.deepEqual([text, lexicon], ['Bach', ''])
  assert.match(warnings[0]!.message, /baχ.*Bach/)
})
