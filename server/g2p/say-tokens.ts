import { expandAbbreviation } from './abbreviations.ts'
import { followingOf, pauseFollows } from './following.ts'
import { sayHyphenated } from './hyphenated.ts'
import type { Following, Language, Source, Spoken, Use } from './language.ts'
import { chooseReading, findEntry } from './readings.ts'
import { sayWord } from './say-word.ts'
import type { TaggedToken } from './tag-tokens.ts'

export interface SpokenToken extends TaggedToken {
  phonemes: string
  source: Source | 'mark'
}

/**
 * Says the tokens of a text from the last to the first, since how a word sounds depends on the next sound: `the` before a
 * vowel, `to` before a pause. Tokens that cannot be said have no phonemes.
 */
export function sayTokens(language: Language, tokens: TaggedToken[]): SpokenToken[] {
  const spoken: SpokenToken[] = []
  let next = pauseFollows
  for (const [index, token] of [...tokens.entries()].reverse()) {
    const after = tokens[index + 1]
    const said = sayToken(language, token, after, next)
    const phonemes = (said?.phonemes ?? '') + (endsSentence(token, after) ? '.' : '')
    spoken.push({ ...token, phonemes, source: said?.source ?? 'mark' })
    next = followingOf(phonemes, token.text, token.tag) ?? next
  }
  return spoken.reverse()
}

function sayToken(language: Language, token: TaggedToken, after: TaggedToken | undefined, next: Following) {
  const use = { tag: token.tag, next }
  switch (token.kind) {
    case 'given':
      return { phonemes: token.text, source: 'given' as const }
    case 'mark':
      return { phonemes: toMark(token.text), source: 'mark' as const }
    case 'symbol':
      return sayWord(language, symbols[token.text]!, use)
    case 'abbreviation':
      return sayAbbreviation(language, token, after, use)
    case 'word':
      return sayHyphenated(language, token.text, use, token.tagOf)
  }
}

/** The full stop of an abbreviation ends the sentence too at the end of a text, and that of `etc.` before a capital. */
function endsSentence({ kind, text }: TaggedToken, after: TaggedToken | undefined): boolean {
  if (kind !== 'abbreviation') return false
  return after ? text === 'etc.' && /^\p{Lu}/u.test(after.text) : true
}

function sayAbbreviation(
  language: Language,
  { text }: TaggedToken,
  after: TaggedToken | undefined,
  use: Use,
): Spoken | undefined {
  if (/^St\.?$/.test(text))
    return sayWord(language, /^\p{Lu}/u.test(after?.text ?? '') ? 'saint' : 'street', { ...use, tag: 'NNP' })
  const full = expandAbbreviation(text)
  if (full) return sayWord(language, full, { ...use, tag: 'NNP' })
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
