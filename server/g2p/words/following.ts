import { isSound, isVowel, pauses } from '../alphabets/symbols.ts'
import type { Tag } from '../tagging/tags.ts'
import type { Following } from './language.ts'

/** Before the end of the text. */
export const pauseFollows: Following = { sound: 'pause', isTo: false }

/**
 * What a word sees that stands before these phonemes: their first sound or pause. Undefined when there is neither, as in a
 * quotation mark: the word then sees what comes behind it.
 */
export function followingOf(phonemes: string, written: string, tag?: Tag): Following | undefined {
  for (const symbol of phonemes) {
    if (pauses.includes(symbol)) return pauseFollows
    if (isSound(symbol)) {
      const sound = isVowel(symbol) ? 'vowel' : 'consonant'
      return { sound, isTo: written.toLowerCase() === 'to', isPreposition: tag === 'IN' }
    }
  }
  return undefined
}
