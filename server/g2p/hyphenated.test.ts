import { test } from 'node:test'
import { assertSounds } from './english.test-kit.ts'

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
