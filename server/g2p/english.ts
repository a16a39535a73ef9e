import { join } from 'node:path'
import { amend } from './amendments.ts'
import { boundedCache } from './bounded-cache.ts'
import { readGiven } from './given.ts'
import { joinTokens } from './join-tokens.ts'
import type { Accent, Language, Source } from './language.ts'
import { openLetterModel } from './letter-model.ts'
import { letterToSound } from './letters.ts'
import { openLexicon } from './lexicon.ts'
import { findNumbers } from './numbers.ts'
import { type SpokenToken, sayTokens } from './say-tokens.ts'
import { softenShouting } from './shouted.ts'
import { openSpread } from './spread.ts'
import { tagTokens } from './tag-tokens.ts'
import { openTagger } from './tagger.ts'
import { findTokens, type Stretch } from './tokens.ts'
import { warnOf } from './warnings.ts'

export type { Accent } from './language.ts'

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

export interface English {
  /** Says a text of any length; it never throws, whatever is in the text. A known word takes 0.05 ms, a guessed one 3 ms. */
  pronounce(text: string, given?: GivenPronunciation[]): Pronunciation
}

/** Loads lexicon, letter model and tagger (0.2 s of CPU, 50 MB); call once per process and accent. */
export function openEnglish(accent: Accent): English {
  const model = openLetterModel(join(dataFolder, `${accent}.lts`))
  const language: Language = {
    accent,
    findEntry: amend(openLexicon(join(dataFolder, `${accent}.lex`)), join(dataFolder, 'amendments.tsv'), accent),
    guess: boundedCache(5_000, letterToSound(model)),
  }
  const tagger = openTagger(join(dataFolder, 'en.tag'))
  const spread = openSpread(model)
  return {
    pronounce(text, given = []) {
      const { stretches, warnings } = readGiven(text, given, accent)
      const tokens = softenShouting(text, findTokens(text, addNumbers(text, stretches, accent)))
      const spoken = sayTokens(language, tagTokens(tagger, tokens))
      const words = listWords(spoken)
      return { ...joinTokens(text, spoken, spread), words, warnings: [...warnings, ...warnOf(text, words)] }
    },
  }
}

const dataFolder = join(import.meta.dirname, '../../data/g2p')

/** The stretches that are given, and between them the numbers. */
function addNumbers(text: string, given: Stretch[], accent: Accent): Stretch[] {
  const numbers = findNumbers(text, accent).filter(
    ({ start, end }) => !given.some((stretch) => stretch.start < end && start < stretch.end),
  )
  const read = numbers.map(({ start, end, words }) => ({
    start,
    end,
    tokens: words.split(' ').map((word) => ({ kind: 'word' as const, text: word })),
  }))
  return [...given, ...read].sort((a, b) => a.start - b.start)
}

/** The words of a text; those that say one number together are one. */
function listWords(tokens: SpokenToken[]): PronouncedWord[] {
  const words: PronouncedWord[] = []
  for (const { start, end, phonemes, source, isWhole } of tokens) {
    const last = words.at(-1)
    if (source === 'mark' || phonemes === '') continue
    if (isWhole && last?.start === start) last.phonemes += ` ${phonemes}`
    else words.push({ start, end, phonemes, source: isWhole && source !== 'given' ? 'rule' : source })
  }
  return words
}
