import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toFlitePhones } from './flite-phones.ts'

test('CMU Arpabet keeps its phones; a vowel without a number has no stress', () => {
  assert.equal(arpabet('T AH0 M EY1 T OW2'), 't ax0 m ey1 t ow1')
  assert.equal(arpabet('  b ah1 dx axr '), 'b ah1 d er0')
})

test('IPA is read by the longest symbol, and a mark stresses the vowel that follows', () => {
  assert.equal(ipa('təˈmeɪtoʊ'), 't ax0 m ey1 t ow0')
  assert.equal(ipa('ˈt͡ʃɜːɹ.t͡ʃɪl'), 'ch er1 r ch ih0 l')
  assert.equal(ipa('ˌnjuːˈjɔɹk'), 'n y uw1 y ao1 r k')
})

test('what English does not have is not taken', () => {
  assert.equal(arpabet('B QQ T'), undefined)
  assert.equal(arpabet('B1 AH9'), undefined)
  assert.equal(ipa('ˈbaχ'), undefined)
  assert.equal(ipa(' ˈ '), undefined)
})

function arpabet(phonemes: string): string | undefined {
  return toFlitePhones({ start: 0, end: 1, alphabet: 'cmu-arpabet', phonemes })?.join(' ')
}

function ipa(phonemes: string): string | undefined {
  return toFlitePhones({ start: 0, end: 1, alphabet: 'ipa', phonemes })?.join(' ')
}
