import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertSounds, english } from '../english.test-kit.ts'

test('words with a suffix, a prefix, or of two words are said by their parts', () => {
  assertSounds({
    wolflike: 'wˈʊlflˌIk',
    unforgotten: 'ˌʌnfəɹɡˈɑtn',
    overcaffeinated: 'ˌOvəɹkˈæfənˌATᵻd',
    lanternless: 'lˈæntəɹnləs',
    candlesmoke: 'kˈændᵊlsmˌOk',
  })
})

test('-ly and what is before it share sounds', () => {
  assertSounds({ hypothetically: 'hˌIpəθˈɛTəkᵊli', presentably: 'pɹəzˈɛntəbli', cyclically: 'sˈɪkləkᵊli' })
  assertSounds({ campily: 'kˈæmpəli', intergovernmentally: 'ˌɪntəɹɡˌʌvəɹnmˈɛntᵊli' })
})

test('such words are derived, not guessed', () => {
  const { words, warnings } = english('us').pronounce('lanternless candlesmoke')
  assert.deepEqual(
    words.map(({ source }) => source),
    ['derived', 'derived'],
  )
  assert.deepEqual(warnings, [])
})
