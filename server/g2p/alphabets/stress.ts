import { isVowel, mainStress, secondaryStress } from './symbols.ts'

/** Main stress becomes secondary, and what was secondary becomes none: the weaker half of a compound. */
export function weakened(phonemes: string): string {
  if (!phonemes.includes(mainStress)) return phonemes
  return phonemes.replaceAll(secondaryStress, '').replaceAll(mainStress, secondaryStress)
}

/** At least a secondary stress: a word with a capital, `Her` at the start of a title. */
export function marked(phonemes: string): string {
  return hasStress(phonemes) ? phonemes : onFirstVowel(phonemes, secondaryStress)
}

/** At least one main stress: a word in capitals, a word that stands alone. */
export function stressed(phonemes: string): string {
  if (phonemes.includes(mainStress)) return phonemes
  if (phonemes.includes(secondaryStress)) return phonemes.replaceAll(secondaryStress, mainStress)
  return onFirstVowel(phonemes, mainStress)
}

export function hasStress(phonemes: string): boolean {
  return phonemes.includes(mainStress) || phonemes.includes(secondaryStress)
}

function onFirstVowel(phonemes: string, mark: string): string {
  const at = [...phonemes].findIndex(isVowel)
  return at < 0 ? phonemes : phonemes.slice(0, at) + mark + phonemes.slice(at)
}
