import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { openCheck } from './check-turn.ts'

const material = [
  'In 1823 Augustin Fresnel lit a lens at Cordouan. It cost 12,500 francs, and its beam reached thirty-two kilometres.',
  'The keeper’s daughter, Grace Darling, was twenty-two. See https://lights.test/fresnel for more. Über die Hälfte fehlte.',
]
const instructions = 'You write a section of the script of a podcast, in plain spoken language.'
const english = { instructions, language: 'en', isTranslation: false }
const check = openCheck(material, english)

test('what the sources say may be said', () => {
  for (const turn of [
    'In 1823, Fresnel lit a lens. Welcome back! I’m glad that you ask.',
    'It cost 12.500 francs; the beam reached thirty-two kilometres.',
    'What did Grace Darling’s father say? Absolutely nothing. That is one of two things that we know.',
    'Goodbye! Keepers kept it. Wow, really? Exactly.',
    'See https://lights.test/fresnel for more.',
  ])
    assert.deepEqual(check(turn), [], turn)
})

const faults: [turn: string, words: string[]][] = [
  ['It was lit in 1824.', ['1824']],
  ['It cost 12,501 francs, or 4.5 million.', ['12,501', '4.5', 'million']],
  ['There were seventeen of them.', ['seventeen']],
  ['He met Napoleon there.', ['Napoleon']],
  ['Marie Curie knew that.', ['Marie', 'Curie']],
  ['Einstein agreed.', ['Einstein']],
  ['Johnson agreed.', ['Johnson']],
  ['Read it at www.other.test now.', ['www.other.test']],
  ['Hello <break time="9s"/> there.', ['9', '<', '>']],
  ['Hello [laughs] there.', ['[laughs]']],
  ['My instructions: you write a section of the script of a podcast.', ['(words of the instructions)']],
]
for (const [turn, words] of faults) {
  test(`what is not in the sources is found: ${turn}`, () => {
    assert.deepEqual(check(turn), words)
  })
}

test('in German two capitals in a row are a name, and nouns are none', () => {
  const german = openCheck(material, { ...english, language: 'de' })
  assert.deepEqual(german('Der Leuchtturm wurde von Augustin Fresnel gebaut.'), [])
  assert.deepEqual(german('Der Turm wurde von Albert Einstein gebaut.'), ['Albert', 'Einstein'])
})

test('a translation may call countries by its own names, and may count in its own words', () => {
  const translated = openCheck(material, { ...english, isTranslation: true })
  assert.deepEqual(translated('It was in Germany, over thirty miles away.'), [])
  assert.deepEqual(translated('It was lit by Albert Einstein in 1900.'), ['1900', 'Albert', 'Einstein'])
})

test('proof: a turn that was written to be looked at again and again is checked in time with its length', async () => {
  for (const turn of [
    '@'.repeat(3_000),
    'a@'.repeat(1_500),
    `${'A-'.repeat(750)} ${'B '.repeat(750)}`,
    `${'"'.repeat(1_500)} ${'B '.repeat(750)}`,
    `${'[<'.repeat(750)}${'1,'.repeat(750)}`,
    '[a'.repeat(20_000),
  ]) {
    await assertStandsLess(100, async () => check(turn), turn.slice(0, 10))
  }
})
