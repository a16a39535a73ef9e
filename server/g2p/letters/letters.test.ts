import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openLetterModel } from './letter-model.ts'
import { letterToSound } from './letters.ts'

test('a guessed word has exactly one main stress', () => {
  const guess = openGuess()
  for (const word of ['zorblax', 'quellmoor', 'thwapsingly', 'aeiou'])
    assert.equal(guess(word).split('ˈ').length, 2, word)
})

test('letters that we do not know are not said', () => {
  const guess = openGuess()
  assert.equal(guess('мир'), '')
  assert.equal(guess(''), '')
})

function openGuess(): (letters: string) => string {
  return letterToSound(openLetterModel(join(import.meta.dirname, '../../../data/g2p/us.lts')))
}
