/** Phonemes in our alphabet, and what about the written ones could not be taken as they are. */
export interface ReadPhonemes {
  phonemes: string
  warnings: string[]
}
