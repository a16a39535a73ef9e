import { join } from 'node:path'
import { openSentenceEnds } from '#server/text/sentence-ends.ts'
import type { Accent } from '#server/text/spoken/english/context.ts'
import { toSpoken, toSpokenRanges } from '#server/text/spoken/spoken-text.ts'
import { readGiven } from './given.ts'
import { settleHomographs } from './homographs.ts'
import { joinTokens } from './join-tokens.ts'
import { openLetterModel } from './letters/letter-model.ts'
import { letterToSound } from './letters/letters.ts'
import { openSpread } from './letters/spread.ts'
import { amend } from './lexicon/amendments.ts'
import { boundedCache } from './lexicon/bounded-cache.ts'
import { openLexicon } from './lexicon/lexicon.ts'
import { openPhrases } from './phrases.ts'
import type { GivenPronunciation, PronouncedWord, Pronunciation } from './pronunciation.ts'
import { type SpokenToken, sayTokens } from './say-tokens.ts'
import { tagTokens } from './tag-tokens.ts'
import { openTagger } from './tagging/tagger.ts'
import { findTokens, type Stretch } from './tagging/tokens.ts'
import { toWritten } from './to-written.ts'
import { warnOf } from './warnings.ts'
import type { Language } from './words/language.ts'
import { findEntry } from './words/readings.ts'
import { softenShouting } from './words/shouted.ts'

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
  const markPhrases = openPhrases(join(dataFolder, 'phrases.tsv'), accent)
  const hasVerb = (word: string) => Object.keys(findEntry(language, word)?.readings ?? {}).some(isOfVerb)
  return {
    pronounce(text, given = []) {
      const { stretches, warnings } = readGiven(text, given, accent)
      const read = readAloud(text, stretches, accent)
      const tokens = softenShouting(markPhrases(findTokens(read.text, read.stretches)), language)
      const tagged = settleHomographs(tagTokens(tagger, tokens), accent, hasVerb)
      const spoken = sayTokens(language, tagged, openSentenceEnds(read.text, 'en'))
      const words = listWords(spoken)
      const said = toWritten({ ...joinTokens(read.text, spoken, spread), words }, read.map)
      return { ...said, warnings: [...warnings, ...warnOf(text, read.text, said.words)] }
    },
  }
}

function isOfVerb(tag: string): boolean {
  return tag === 'VERB' || tag.startsWith('VB')
}

const dataFolder = join(import.meta.dirname, '../../data/g2p')

/** The text in words, where it is not yet, with what is given in it and the map from what is written. */
function readAloud(text: string, given: Stretch[], accent: Accent) {
  const { text: spoken, map } = toSpoken(text, { language: 'en', accent, untouchable: given })
  return { text: spoken, map, stretches: toSpokenRanges(map, given) }
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
