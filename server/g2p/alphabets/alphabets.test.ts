import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Accent } from '#server/text/spoken/english/context.ts'
import { listEntries } from '../lexicon/lexicon.test-kit.ts'
import { readPhonemes } from './alphabets.ts'
import { writeArpabet, writeIpa } from './write-phonemes.test-kit.ts'

test('IPA is read as dictionaries write it, the stress moved to the vowel', () => {
  assertRead('ipa', 'us', {
    təˈmeɪtoʊ: 'təmˈAtO',
    '/ˈlɛɾɚ/': 'lˈɛTəɹ',
    ˈbɝd: 'bˈɜɹd',
    ˈbɜːd: 'bˈɜɹd',
    t͡ʃɪn: 'ʧɪn',
    ˈbʌtn̩: 'bˈʌtᵊn',
    ˈstɹɛŋkθ: 'stɹˈɛŋkθ',
    'hɛˈloʊ ˈwɜrld': 'hɛlˈO wˈɜɹld',
  })
  assertRead('ipa', 'gb', { ˈkɒfi: 'kˈɒfi', ˈɡəʊt: 'ɡˈQt', ˈbɜːd: 'bˈɜːd', skwˈeə: 'skwˈɛː', ˈkæt: 'kˈat' })
})

test('Arpabet is read with its stresses', () => {
  assertRead('cmu-arpabet', 'us', {
    'T AH0 M EY1 T OW2': 'təmˈAtˌO',
    'B ER1 D': 'bˈɜɹd',
    'M AE1 D IH0 S AH0 N': 'mˈædɪsən',
  })
  assertRead('cmu-arpabet', 'gb', { 'W AO1 T ER0': 'wˈɔːtə' })
})

test('a sound that English lacks becomes the nearest, with a warning that names both', () => {
  assert.deepEqual(readPhonemes('ipa', 'ˈbɑːx', 'us'), {
    phonemes: 'bˈɑk',
    warnings: ['"x" does not exist in English and became "k"'],
  })
  assert.equal(readPhonemes('ipa', 'ˈmyːlɐ', 'us').phonemes, 'mˈulɐ')
  assert.equal(readPhonemes('ipa', 'ˈʒɑ̃', 'us').phonemes, 'ʒˈɑn')
})

test('what is no phoneme is left out with a warning, and so is missing stress told', () => {
  assert.deepEqual(readPhonemes('cmu-arpabet', 'B XX AE1 D', 'us'), {
    phonemes: 'bˈæd',
    warnings: ['"XX" is no phoneme of CMU Arpabet and was left out'],
  })
  assert.deepEqual(readPhonemes('ipa', 'təmeɪtoʊ', 'us'), {
    phonemes: 'tˈəmAtO',
    warnings: ['no stress is marked, so the first vowel has it'],
  })
})

for (const accent of ['us', 'gb'] as const) {
  test(`proof: the whole lexicon comes back from IPA and Arpabet (${accent})`, () => {
    const sounds = listEntries(accent)
      .map(({ phonemes }) => phonemes)
      .filter((phonemes) => /[ˈˌ]/.test(phonemes))
    assert.ok(
      shareOf(sounds, (one) => readPhonemes('ipa', writeIpa(one), accent).phonemes === one.replaceAll('ᵊ', 'ə')) >=
        0.997,
    )
    if (accent === 'gb') return
    const back = (one: string) => readPhonemes('cmu-arpabet', writeArpabet(one), 'us').phonemes
    assert.ok(shareOf(sounds, (one) => loosely(back(one)) === loosely(one)) >= 0.999)
  })
}

/** Without what Arpabet cannot tell: weak vowels, flaps, stress of r-coloured vowels. */
function loosely(phonemes: string): string {
  return phonemes.replace(/[ᵊʌɐ]/g, 'ə').replaceAll('ᵻ', 'ɪ').replaceAll('T', 't').replaceAll('ɜɹ', 'əɹ')
}

function shareOf<T>(items: T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length / items.length
}

function assertRead(alphabet: 'ipa' | 'cmu-arpabet', accent: Accent, expected: Record<string, string>): void {
  const actual = Object.keys(expected).map((written) => [written, readPhonemes(alphabet, written, accent).phonemes])
  assert.deepEqual(Object.fromEntries(actual), expected)
}
