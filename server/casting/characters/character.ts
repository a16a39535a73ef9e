import type { Age, Gender } from '../words/people.ts'

/** Somebody who speaks in a book. */
export interface Character {
  /** What people would call them. */
  name: string
  /** All they are called, in small letters as `toKey` makes them; the name's own is among them. */
  keys: string[]
  /** As they are written. */
  aliases: string[]
  gender: Gender
  age?: Age | null
  /** Only ever called by what they are: `the old man`. */
  isRole: boolean
  /** Tells the story as `I`. */
  isNarrator: boolean
  /** How often the text mentions them. */
  weight: number
}
