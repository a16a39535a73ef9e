import { stressed } from '#server/g2p/alphabets/stress.ts'
import { splitSounds } from '#server/g2p/alphabets/symbols.ts'
import { readLetterModel } from '#server/g2p/letters/letter-model.ts'
import { indexChunks, searchBest } from '#server/g2p/letters/letters.ts'
import { alignSounds, type Pair } from './align-sounds.ts'
import { trainNgrams } from './ngram-model.ts'
import { packLetters } from './pack-letters.ts'

/**
 * A function from phones to phonemes, learnt from words in both. It works as letters to sound do, a phone being a letter. It
 * answers '' when it has never seen a phone.
 */
export function learnConversion(examples: [phones: string[], phonemes: string][]): (phones: string[]) => string {
  const letters = new Map<string, string>()
  const toLetters = (phones: string[]) => phones.map((phone) => letterOf(phone, letters))
  const pairs = examples
    .map(([phones, phonemes]): Pair => ({ letters: toLetters(phones), sounds: splitSounds(phonemes) }))
    .filter((pair) => pair.sounds.length <= 2 * pair.letters.length)
  const words = alignSounds(pairs, 4).filter((chunks) => chunks !== undefined)
  const model = readLetterModel(packLetters(trainNgrams(words, 6, 0)))
  const index = indexChunks(model)
  return (phones) => stressed(searchBest(model, index, toLetters(phones).join(''), { width: 16, oneStress: false }))
}

/** One UTF-16 unit for each phone. */
function letterOf(phone: string, letters: Map<string, string>): string {
  const known = letters.get(phone)
  if (known) return known
  const letter = String.fromCharCode(0x4e00 + letters.size)
  letters.set(phone, letter)
  return letter
}
