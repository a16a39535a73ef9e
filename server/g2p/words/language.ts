import type { Accent } from '#server/text/spoken/english/context.ts'
import type { GuessSounds } from '../letters/letters.ts'
import type { FindEntry } from '../lexicon/lexicon.ts'
import type { Tag } from '../tagging/tags.ts'

/** What the rules work with: the words of an accent and the way to guess others. */
export interface Language {
  accent: Accent
  findEntry: FindEntry
  guess: GuessSounds
}

/** How a word stands in its sentence. */
export interface Use {
  tag: Tag
  next: Following
}

/** What comes right after a word. */
export interface Following {
  sound: 'vowel' | 'consonant' | 'pause'
  isTo: boolean
  /** The to of `used to it`, not that of `used to go`. */
  isPreposition?: boolean
}

/** Where the sound of a word comes from. */
export type Source = 'given' | 'rule' | 'lexicon' | 'inflected' | 'derived' | 'spelled' | 'guessed'

export interface Spoken {
  phonemes: string
  source: Source
}
