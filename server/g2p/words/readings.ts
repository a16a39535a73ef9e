import { type Entry, spelledOut } from '../lexicon/lexicon.ts'
import type { Tag } from '../tagging/tags.ts'
import type { Language, Use } from './language.ts'
import { spell } from './spell.ts'

/**
 * What the lexicon has for a word as it is used, in this spelling or the fitting other case.
 * @param options.ordinary leaves out the names of the second lexicon: no word of its own may be made of `Calle` and `-d`
 */
export function findReading(language: Language, word: string, use: Use, { ordinary = false } = {}): string | undefined {
  const found = findInAnyCase(language, word)
  if (!found) return undefined
  const isInitialism = found.isInCapitals && word.length < 5
  if (found.entry.isSecond && (ordinary || isInitialism)) return undefined
  const phonemes = chooseReading(found.entry, use)
  return phonemes === spelledOut ? spell(language, word) : phonemes
}

/** The entry of a word as it is written, else of a name for a word and of a word for a name. */
export function findEntry({ findEntry }: Language, word: string): Entry | undefined {
  const entry = findEntry(word)
  if (entry || word.length < 2) return entry
  if (word === word.toLowerCase()) return findEntry(word[0]!.toUpperCase() + word.slice(1))
  return hasOneCapital.test(word) ? findEntry(word.toLowerCase()) : undefined
}

const hasOneCapital = /^'?\p{Lu}[^\p{Lu}]*$/u

/** The reading before a pause, else that of the tag, else that of its class, else the ordinary one. */
export function chooseReading({ phonemes, readings }: Entry, { tag, next }: Use): string {
  const beforePause = next.sound === 'pause' ? readings.None : undefined
  return beforePause ?? readings[tag] ?? readings[classOf(tag)] ?? phonemes
}

function findInAnyCase(language: Language, word: string): { entry: Entry; isInCapitals: boolean } | undefined {
  const entry = findEntry(language, word)
  if (entry) return { entry, isInCapitals: false }
  if (word.length < 2 || word !== word.toUpperCase()) return undefined
  const lower = findEntry(language, word.toLowerCase())
  return lower && { entry: lower, isInCapitals: true }
}

function classOf(tag: Tag): string {
  if (tag.startsWith('VB')) return 'VERB'
  if (tag.startsWith('NN')) return 'NOUN'
  return { JJ: 'ADJ', RB: 'ADV' }[tag as string] ?? tag
}
