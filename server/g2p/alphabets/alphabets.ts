import type { Accent } from '#server/text/spoken/english/context.ts'
import { readArpabet } from './arpabet.ts'
import { readIpa } from './ipa.ts'
import { hasStress } from './stress.ts'
import { isVowel, mainStress } from './symbols.ts'
import type { ReadPhonemes } from './written-phonemes.ts'

/**
 * Reads phonemes that someone wrote. A sound that English does not have becomes its nearest one with a warning that names
 * both; what is no phoneme is left out with a warning; without any stress the first of several vowels gets it.
 */
export function readPhonemes(alphabet: 'ipa' | 'cmu-arpabet', written: string, accent: Accent): ReadPhonemes {
  const { phonemes, warnings } = alphabet === 'ipa' ? readIpa(written, accent) : readArpabet(written, accent)
  const vowelCount = Array.from(phonemes).filter(isVowel).length
  if (vowelCount < 2 || hasStress(phonemes)) return { phonemes, warnings: [...new Set(warnings)] }
  const first = Array.from(phonemes).findIndex(isVowel)
  return {
    phonemes: phonemes.slice(0, first) + mainStress + phonemes.slice(first),
    warnings: [...new Set(warnings), 'no stress is marked, so the first vowel has it'],
  }
}
