import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertSounds, english } from '../english.test-kit.ts'

test('the part of speech chooses between readings', () => {
  assertSounds({
    'They record a record.': 'ðˌA ɹəkˈɔɹd ɐ ɹˈɛkəɹd.',
    'I will read what you have read.': 'ˌI wɪl ɹˈid wˌʌt ju hæv ɹˈɛd.',
    'Close the close door.': 'klˈOz ðə klˈOs dˈɔɹ.',
  })
})

test('a capital brings a secondary stress, all capitals a main one', () => {
  assertSounds({ 'so his hat': 'sˌO hɪz hˈæt', 'So His hat': 'sˌO hˌɪz hˈæt', 'it is HIS': 'ɪt ɪz hˈɪz' })
})

test('short capitals are spelled, known words in capitals are read', () => {
  assertSounds({
    'the FBI': 'ði ˌɛfbˌiˈI',
    NASA: 'nˈæsə',
    'the US': 'ðə jˌuˈɛs',
    'a VERY old': 'ɐ vˈɛɹi ˈOld',
    'U.N.': 'jˌuˈɛn.',
  })
  assertSounds({
    CEOs: 'sˌiˌiˈOz',
    VIPs: 'vˌiˌIpˈiz',
    PhD: 'pˌiˌAʧdˈi',
    "IBM's": 'ˌIbˌiˈɛmz',
    www: 'dˌʌbᵊljudˌʌbᵊljudˈʌbᵊlju',
  })
})

test('a text of capitals is read as if it were of small letters', () => {
  assertSounds({ 'THE END OF CHAPTER ONE AND THE US': 'ði ˈɛnd ʌv ʧˈæptəɹ wˈʌn ænd ði ˌʌs' })
})

test('accents and foreign letters are folded, capitals inside a word divide it', () => {
  assertSounds({ café: 'kæfˈA', 'café’s': 'kæfˈAz', Zoë: 'zˈOi', iPhone: 'ˌIfˈOn' })
})

test('each word tells where its sound comes from', () => {
  const { words } = english('us').pronounce('The walls of Zschokke fell, IBM said in 1813.')
  const sources = words.map(({ source }) => source)
  const expected = ['rule', 'inflected', 'lexicon', 'guessed', 'lexicon', 'spelled', 'lexicon', 'rule', 'rule']
  assert.deepEqual(sources, expected)
})

test('letters joined by an ampersand are spelled', () => {
  assertSounds({ 'R&D': 'ˌɑɹəndˈi', 'AT&T': 'ˌAtˌiəntˈi', 'Smith & Co': 'smˈɪθ ænd kˈO' })
})

test('a word drawn out is the word', () => {
  assertSounds({ Nooo: 'nˈO', sooo: 'sˌO', waaay: 'wˈA', goood: 'ɡˈʊd', Aaaah: 'ˈɑː' })
})

test('interjections have a sound of their own, however long they are drawn', () => {
  assertSounds({ Shhhh: 'ʃː', brrrr: 'bɹː', hmm: 'hmː' })
})
