import { test } from 'node:test'
import { assertSounds } from '../english.test-kit.ts'

test('the and to look at the next sound, not at the next letter', () => {
  assertSounds({
    'the apple': 'ði ˈæpᵊl',
    'the hour': 'ði ˈWəɹ',
    'the union': 'ðə jˈunjən',
    'to Anne': 'tʊ ˈæn',
    'to go on': 'tə ɡˌO ˌɔn',
    'to the “old” man': 'tə ði “ˈOld” mˈæn',
  })
})

test('small words are stressed before a pause', () => {
  assertSounds({ 'Going to.': 'ɡˈOɪŋ tu.', 'Come in!': 'kˈʌm ˈɪn!', 'I am.': 'ˌI æm.', 'I am old': 'ˌI ɐm ˈOld' })
})

test('a is the letter before a pause and where it is no article', () => {
  assertSounds({
    'a house': 'ɐ hˈWs',
    'vitamin A': 'vˈITəmən ˈA',
    'from A to Z': 'fɹʌm ˈA tə zˈi',
    'an hour': 'ɐn ˈWəɹ',
  })
})

test('used to is another word than used', () => {
  assertSounds({ 'He used to sing.': 'hˌi jˈust tə sˈɪŋ.', 'He used a knife.': 'hˌi jˈuzd ɐ nˈIf.' })
  assertSounds({ 'I am used to it.': 'ˌI ɐm jˈust tʊ ɪt.', "it's used to cut wood": 'ɪts jˈuzd tə kˈʌt wˈʊd' })
})

test('single letters have their names', () => {
  assertSounds({ 'x and b': 'ˈɛks ænd bˈi' })
})
