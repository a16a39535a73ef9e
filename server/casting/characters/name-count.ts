import type { NounPhrase } from '../words/noun-phrases.ts'

/** How a name or role was met in the text. */
export interface NameCount {
  key: string
  /** As it is written most often. */
  written: string
  phrase: NounPhrase
  mentions: number
  /** Where a capital means a name. */
  certain: number
  speaks: number
  acts: number
  /** Acts right before words that no name stands beside. */
  leads: number
  place: number
  addressed: number
  /** Inside quotations. */
  named: number
  withThe: number
}
