import { test } from 'node:test'
import { assertSounds } from './english.test-kit.ts'

test('an abbreviation is said in full and ends no sentence', () => {
  assertSounds({
    'Mt. Everest': 'mˈWnt ˈɛvəɹɪst',
    'on Feb. 3': 'ˌɔn fˈɛbjəwˌɛɹi θˈɜɹd',
    'on Nov 5': 'ˌɔn nOvˈɛmbəɹ fˈɪfθ',
    'Vol. II': 'vˈɑljˌum tˈu',
    'Jones Ltd. and': 'ʤˈOnz lˈɪməTᵻd ænd',
    'see p. 5': 'sˈi pˈAʤ fˈIv',
  })
})

test('titles need no full stop before a name', () => {
  assertSounds({ 'Ms Adler': 'mˈɪz ˈædləɹ', 'St Paul': 'sˈAnt pˈɑl', 'a col': 'ɐ kˈɑl', 'Gen X': 'ʤˈɛn ˈɛks' })
})

test('the end of a text or, for some, a capital shows that the full stop ends a sentence too', () => {
  assertSounds({ 'Smith Jr.': 'smˈɪθ ʤˈunjəɹ.', 'and so on, etc. The end': 'ænd sˌO ˌɔn, ɛt sˈɛTəɹə. ði ˈɛnd' })
})
