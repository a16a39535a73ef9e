import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toLanguageCode } from './language-code.ts'

test('two letters become three, whatever the case and the region', () => {
  assert.deepEqual(['en', 'de', 'FR', 'en-GB', 'zu'].map(toLanguageCode), ['eng', 'deu', 'fra', 'eng', 'zul'])
})

test('a language that is not listed has no code', () => {
  assert.equal(toLanguageCode('xx'), undefined)
  assert.equal(toLanguageCode(''), undefined)
})
