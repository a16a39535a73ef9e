import type { TaggedToken } from './tag-tokens.ts'
import { followingOf, pauseFollows } from './words/following.ts'
import { sayHyphenated } from './words/hyphenated.ts'
import type { Following, Language, Source, Spoken, Use } from './words/language.ts'
import { chooseReading, findEntry } from './words/readings.ts'
import { sayWord } from './words/say-word.ts'

export interface SpokenToken extends TaggedToken {
  phonemes: string
  source: Source | 'mark'
}

/**
 * Says the tokens of a text from the last to the first, since how a word sounds depends on the next sound: `the` before a
 * vowel, `to` before a pause. Tokens that cannot be said have no phonemes.
 * @param endsSentence whether a sentence ends with the full stop before a place: that of an abbreviation is heard there
 */
export function sayTokens(
  language: Language,
  tokens: TaggedToken[],
  endsSentence: (at: number) => boolean,
): SpokenToken[] {
  const spoken: SpokenToken[] = []
  let next = pauseFollows
  for (const token of tokens.toReversed()) {
    const said = sayToken(language, token, next)
    const phonemes = (said?.phonemes ?? '') + (token.kind === 'abbreviation' && endsSentence(token.end) ? '.' : '')
    spoken.push({ ...token, phonemes, source: said?.source ?? 'mark' })
    next = followingOf(phonemes, token.text, token.tag) ?? next
  }
  return spoken.reverse()
}

function sayToken(language: Language, token: TaggedToken, next: Following) {
  const use = { tag: token.tag, next }
  switch (token.kind) {
    case 'given':
      return { phonemes: token.text, source: 'given' as const }
    case 'mark':
      return { phonemes: toMark(token.text), source: 'mark' as const }
    case 'symbol':
      return sayWord(language, symbols[token.text]!, use)
    case 'abbreviation':
      return sayAbbreviation(language, token.text, use)
    case 'word':
      if (token.reading !== undefined) return { phonemes: token.reading, source: 'rule' as const }
      return sayHyphenated(language, token.text, use, token.tagOf)
  }
}

/** Initials, and what the lexicon has with a full stop. */
function sayAbbreviation(language: Language, text: string, use: Use): Spoken | undefined {
  const entry = findEntry(language, text === 'Ms' ? 'Ms.' : text)
  return entry ? { phonemes: chooseReading(entry, use), source: 'lexicon' } : sayWord(language, text, use)
}

/** The marks that are heard, in the form that Kokoro knows. */
function toMark(written: string): string {
  const mark = written.trim()
  if (/^[-–—―]+$/.test(mark)) return '—'
  if (/^\.{2,}$/.test(mark)) return '…'
  return marks[mark] ?? mark
}

const marks: Record<string, string> = { '"': '”', '„': '“', '[': '(', ']': ')', '«': '“', '»': '”', '¡': '', '¿': '' }

const symbols: Record<string, string> = {
  ...{ '%': 'percent', '&': 'and', '+': 'plus', '@': 'at', '=': 'equals', '°': 'degrees', '.': 'dot' },
  ...{ '¢': 'cents', '×': 'times', '§': 'section' },
}
