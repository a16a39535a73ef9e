import { test } from 'node:test'
import { assertSounds } from '../english.test-kit.ts'

test('a known word with hyphens is said as one, others by their parts with some of the stresses', () => {
  assertSounds({
    'mother-in-law': 'mˈʌðəɹənlˌɔ',
    'one-page': 'wˌʌnpˈAʤ',
    'sixty-seven-year-old': 'sˈɪkstisˈɛvənjˌɪɹˌOld',
    'x-ray': 'ˈɛksɹˌA',
    're-perusal': 'ɹˌipəɹˈuzəl',
    "will-o'-the-wisp": 'wˌɪləðəwˈɪsp',
  })
})

test('what begins with co- is said as one word when it is one', () => {
  assertSounds({ 'co-ordinated': 'kOˈɔɹdənˌATᵻd', 'co-operate': 'kOˈɑpəɹˌAt' })
})
