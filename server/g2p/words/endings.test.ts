import { test } from 'node:test'
import { assertSounds } from '../english.test-kit.ts'

test('a plural or possessive is s, z or a syllable, by the sound before it', () => {
  assertSounds({
    cats: 'kˈæts',
    moths: 'mˈɔθs',
    dogs: 'dˈɔɡz',
    foxes: 'fˈɑksᵻz',
    ladies: 'lˈAdiz',
    "James's": 'ʤˈAmzᵻz',
  })
  assertSounds({ foxes: 'fˈɒksɪz', "Anne's": 'ˈanz' }, 'gb')
})

test('a past tense is t, d or a syllable, and t between vowels is a flap in America', () => {
  assertSounds({
    hoped: 'hˈOpt',
    hopped: 'hˈɑpt',
    played: 'plˈAd',
    needed: 'nˈidᵻd',
    waited: 'wˈATᵻd',
    tidied: 'tˈIdid',
  })
  assertSounds({ waited: 'wˈAtɪd' }, 'gb')
})

test('before -ing a stem may have lost its e or doubled its consonant', () => {
  assertSounds({ hoping: 'hˈOpɪŋ', hopping: 'hˈɑpɪŋ', breathing: 'bɹˈiðɪŋ', panicking: 'pˈænɪkɪŋ', waiting: 'wˈATɪŋ' })
  assertSounds({ stirring: 'stˈɜːɹɪŋ', boring: 'bˈɔːɹɪŋ' }, 'gb')
})

test('an apostrophe stands for letters that are not said', () => {
  assertSounds({ "fishin'": 'fˈɪʃɪn', "the dogs' dinner": 'ðə dˈɔɡz dˈɪnəɹ', "who'd've": 'hˌudəv', 'she’ll': 'ʃil' })
})

test('a name is no stem of an ordinary word', () => {
  assertSounds({ called: 'kˈɔld', wanted: 'wˈɑntᵻd', bodies: 'bˈɑdiz', changing: 'ʧˈAnʤɪŋ' })
})

test('men of a known man', () => {
  assertSounds({ Englishmen: 'ˈɪŋɡləʃmən', snowmen: 'snˈOmˌɛn', women: 'wˈɪmən' })
})
