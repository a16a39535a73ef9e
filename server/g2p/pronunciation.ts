import type { Source } from './words/language.ts'

/** A pronunciation that the writer gave for a stretch (UTF-16, end exclusive). */
export interface GivenPronunciation {
  start: number
  end: number
  alphabet: 'ipa' | 'cmu-arpabet'
  phonemes: string
}

export interface Pronunciation {
  /** One UTF-16 unit a symbol, of the alphabet that Kokoro was trained on (misaki's), with stress marks, spaces and punctuation. */
  phonemes: string
  /** For each symbol the stretch of the text that it says; never decreasing. */
  starts: Uint32Array
  ends: Uint32Array
  words: PronouncedWord[]
  warnings: PronunciationWarning[]
}

export interface PronouncedWord {
  start: number
  end: number
  phonemes: string
  source: Source
}

export interface PronunciationWarning {
  code: 'phonemes_ignored' | 'character_ignored' | 'text_guessed'
  message: string
}
