import { hashFeature } from '../tagging/tag-features.ts'

/**
 * Whether a word is kept out of the training of the letter models, so that they can be tested on words that they have never
 * seen: about every 88th. Nobody misses them, since the lexicons have these words and the models are asked for others.
 */
export function isHeldOut(word: string): boolean {
  return hashFeature(word.toLowerCase()) % 88 === 0
}
