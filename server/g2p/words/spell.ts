import { weakened } from '../alphabets/stress.ts'
import { mainStress, secondaryStress } from '../alphabets/symbols.ts'
import { foldLetters } from '../lexicon/fold-letters.ts'
import type { Language } from './language.ts'

/** The names of a word's letters, the last with the main stress; undefined when one has no name. */
export function spell(language: Language, word: string): string | undefined {
  return joinNames(nameLetters(language, word))
}

/** For each letter of a word its name as `spell` says it; undefined when one has no name. */
function nameLetters({ findEntry }: Language, word: string): string[] | undefined {
  const letters = foldLetters(word).toUpperCase().match(/\p{L}/gu) ?? []
  const names = letters.map((letter) => findEntry(letter)?.phonemes)
  return names.length > 0 && names.every((name) => name !== undefined) ? names : undefined
}

function joinNames(names: string[] | undefined): string | undefined {
  if (!names) return undefined
  const phonemes = weakened(names.join(''))
  const last = phonemes.lastIndexOf(secondaryStress)
  return last < 0 ? phonemes : phonemes.slice(0, last) + mainStress + phonemes.slice(last + 1)
}
