import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toEspeak } from './espeak-spelling.ts'

test('American vowels are long where eSpeak has them long, and coloured by r', () => {
  assert.equal(spelled('mˈæTəɹ', 'us'), 'mˈæɾɚ')
  assert.equal(spelled('mˈæTəɹ ʌv', 'us'), 'mˈæɾɚ ʌv')
  assert.equal(spelled('bˈɜɹd', 'us'), 'bˈɜːd')
  assert.equal(spelled('kˈɑɹ hˈiɹ fˈɔɹ', 'us'), 'kˈɑːɹ hˈɪɹ fˈɔːɹ')
  assert.equal(spelled('sˈi fˈud', 'us'), 'sˈiː fˈuːd')
  assert.equal(spelled('ʧˈɔɪs ʤˈAl ɡˈO', 'us'), 'tʃˈɔːɪs dʒˈeɪl ɡˈoʊ')
})

test('British vowels keep their length marks', () => {
  assert.equal(spelled('skwˈɛː ɡˈQt bˈatə fˈɜːst', 'gb'), 'skwˈeə ɡˈəʊt bˈætə fˈɜːst')
})

test('quotation marks go, dashes are commas', () => {
  assert.equal(spelled('“nˈO”— jˈɛs…', 'us'), 'nˈoʊ, jˈɛs,')
})

test('each symbol tells which of ours it comes from', () => {
  assert.deepEqual(toEspeak('dˈAli', 'us'), { symbols: ['d', 'ˈ', 'e', 'ɪ', 'l', 'i'], from: [0, 1, 2, 2, 3, 4] })
})

function spelled(phonemes: string, accent: 'us' | 'gb'): string {
  return toEspeak(phonemes, accent).symbols.join('')
}
