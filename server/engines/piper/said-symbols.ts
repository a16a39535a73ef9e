import type { PronunciationWarning } from '#server/g2p/pronunciation.ts'

/** What a voice is to say: symbols of its alphabet, each with the stretch of the text that it says. */
export interface SaidSymbols {
  symbols: string[]
  textStarts: number[]
  textEnds: number[]
  warnings: PronunciationWarning[]
}

/** How the text of a voice becomes its symbols. */
export type Reading =
  | { kind: 'english'; accent: 'us' | 'gb' }
  /** Letters are its symbols. */
  | { kind: 'letters' }
  /** By the program espeak-ng. */
  | { kind: 'espeak'; voice: string }
