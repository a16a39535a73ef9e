import type { Language, Use } from './language.ts'
import { findEntry } from './readings.ts'
import { spell } from './spell.ts'

/**
 * Small words whose sound depends on what follows or on how they are used: `the` apple and `the` pear, `to` go and what for
 * is it `to`. Undefined for all other words, and where the lexicon knows as well.
 * @param word as it is written, with straight apostrophes
 */
export function sayFunctionWord(language: Language, word: string, use: Use): string | undefined {
  if (word === 'I' && use.tag === 'PRP') return 'ˌI'
  if (/^(?:'n'?|n')$/i.test(word)) return 'ən'
  const lower = word.toLowerCase()
  if (/^[b-hj-z]$/.test(word)) return spell(language, word)
  const isName = word.length > 1 && word === word.toUpperCase() && use.tag === 'NNP'
  if (isName || !Object.hasOwn(functionWords, lower)) return undefined
  return functionWords[lower]!(use, language, word)
}

type SayWord = (use: Use, language: Language, word: string) => string | undefined

const functionWords: Record<string, SayWord> = {
  /** The letter, when it is no article: `the letter A`, `vitamin A is`; taggers take it for one before a pause or `to` too. */
  a: ({ tag, next }) => (tag === 'DT' && next.sound !== 'pause' && !next.isTo ? 'ɐ' : 'ˈA'),
  an: () => 'ɐn',
  the: ({ next }) => (next.sound === 'vowel' ? 'ði' : 'ðə'),
  to: ({ next }, language) => ({ vowel: 'tʊ', consonant: 'tə', pause: stressedTo(language) })[next.sound],
  in: ({ tag, next }) => (next.sound === 'pause' || tag !== 'IN' ? 'ˈɪn' : 'ɪn'),
  am: ({ next }, language, word) =>
    next.sound === 'pause' || word !== 'am' ? findEntry(language, 'am')?.phonemes : 'ɐm',
  by: ({ tag }) => (tag === 'RB' ? 'bˈI' : undefined),
  /** `He used to live here` and `used to it` against `he used a knife` and `is used to cut`. */
  used: ({ tag, next }, language) => {
    const entry = findEntry(language, 'used')
    return next.isTo && (tag === 'VBD' || tag === 'JJ' || next.isPreposition) ? entry?.readings.VBD : entry?.phonemes
  },
}

function stressedTo(language: Language): string | undefined {
  const entry = findEntry(language, 'to')
  return entry?.readings.None ?? entry?.phonemes
}
