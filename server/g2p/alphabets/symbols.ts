/**
 * The alphabet that Kokoro's English voices were trained on (that of the Python package misaki). Each symbol is one UTF-16
 * unit: `A I O Q W Y` are diphthongs (day, eye, go, British go, cow, boy), `T` is the flap of city, `ᵊ` a barely heard vowel.
 * A stress mark stands directly before its vowel, not before the syllable as dictionaries have it.
 */
export const vowels = 'AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻɐ'
export const consonants = 'bdfhjklmnpstvwzðŋɡɹTʃʒʤʧθ'
export const mainStress = 'ˈ'
export const secondaryStress = 'ˌ'
const lengthMark = 'ː'

/** Punctuation that is heard as a pause. Quotation marks are not. */
export const pauses = ';:,.!?—…()'
export const quotationMarks = '“”'

/** Everything that a pronunciation may hold. */
export const vocabulary = new Set([
  ...`${vowels}${consonants}ᵊ${mainStress}${secondaryStress}${lengthMark}${pauses}${quotationMarks} `,
])

const vowelSet = new Set(vowels)
const soundSet = new Set(vowels + consonants)

export function isVowel(symbol: string): boolean {
  return vowelSet.has(symbol)
}

/** A vowel or a consonant, not a mark. */
export function isSound(symbol: string): boolean {
  return soundSet.has(symbol)
}

/** Sounds with what belongs to them: a vowel with its stress mark before and its length mark behind. */
export function splitSounds(phonemes: string): string[] {
  return phonemes.match(/[ˈˌ]?.ː?/gsu) ?? []
}
