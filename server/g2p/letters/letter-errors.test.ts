import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Accent } from '#server/text/spoken/english/context.ts'
import { splitSounds, vowels } from '../alphabets/symbols.ts'
import { listEntries } from '../lexicon/lexicon.test-kit.ts'
import { isHeldOut } from './held-out.test-kit.ts'
import { openLetterModel } from './letter-model.ts'
import { letterToSound } from './letters.ts'

// Phoneme error: how many phonemes must be changed, added or removed, of 100. A vowel and its length mark are one phoneme.
// Stress marks do not count, nor which of two forms a phoneme or an ending has that may freely take either:
// - the flap and t; weak and plain vowels;
// - a syllabic n or l, written with a weak vowel before it or without: `sˈʌdᵊn`, `sˈʌdn`;
// - -ness and -less with ə or ɪ: half of the words in -ness have the one and half the other in the British gold lexicon.
// The words were kept out of the training of the very models that we ship: about every 88th of misaki's gold lexicon. A
// tenth of them are names, most of them foreign, and initialisms.
const mostPercent = { us: { words: 4.0, withNames: 4.8 }, gb: { words: 4.5, withNames: 5.3 } }

/** An n or l that can only be syllabic: without its weak vowel after a stop or fricative, and not before a vowel. */
const syllabic = new RegExp(`(?<=[bdfkpstvzðɡʃʒθʤʧ])[nl](?![${vowels}])`, 'g')

for (const accent of ['us', 'gb'] as const) {
  const most = mostPercent[accent]
  test(`the letter model errs in at most ${most.words} % of the phonemes of words that it never saw (${accent})`, () => {
    const guess = openGuess(accent)
    const heldOut = listEntries(accent).filter(({ word }) => /^[a-z']{2,}$/i.test(word) && isHeldOut(word))
    const guessed = heldOut.map(({ word, phonemes }) => compare(word, guess(word.toLowerCase()), phonemes))
    const words = guessed.filter(({ word }) => word === word.toLowerCase())
    assert.ok(words.length > 850 && guessed.length > 950)
    assert.ok(errorPercent(words) <= most.words, `${errorPercent(words).toFixed(2)} % of words`)
    assert.ok(errorPercent(guessed) <= most.withNames, `${errorPercent(guessed).toFixed(2)} % with names`)
  })
}

function openGuess(accent: Accent): (letters: string) => string {
  return letterToSound(openLetterModel(join(import.meta.dirname, '../../../data/g2p', `${accent}.lts`)))
}

interface Compared {
  word: string
  errors: number
  length: number
}

function compare(word: string, guess: string, phonemes: string): Compared {
  const right = listPhonemes(word, phonemes)
  return { word, errors: distance(listPhonemes(word, guess), right), length: right.length }
}

function errorPercent(compared: Compared[]): number {
  return (100 * sum(compared.map(({ errors }) => errors))) / sum(compared.map(({ length }) => length))
}

function listPhonemes(word: string, phonemes: string): string[] {
  const folded = phonemes
    .replace(/[ˈˌ]/g, '')
    .replaceAll(' ', '')
    .replaceAll('T', 't')
    .replaceAll('ᵊ', 'ə')
    .replaceAll('ᵻ', 'ɪ')
    .replace(syllabic, 'ə$&')
  return splitSounds(/[nl]ess/.test(word) ? folded.replace(/(?<=[nl])ɪ(?=s)/g, 'ə') : folded)
}

/** Levenshtein's. */
function distance(a: string[], b: string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const sound of a) {
    const next = [row[0]! + 1]
    for (let at = 1; at <= b.length; at++) {
      const changed = row[at - 1]! + (sound === b[at - 1] ? 0 : 1)
      next.push(Math.min(row[at]! + 1, next[at - 1]! + 1, changed))
    }
    row = next
  }
  return row.at(-1)!
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
