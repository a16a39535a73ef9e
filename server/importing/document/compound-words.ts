import { openKnownWords } from '#server/g2p/lexicon/known-words.ts'

/**
 * Whether a hyphen at the end of a line belongs to an English word of two ("well-/known", "mother-/in-law"): both parts are
 * words, and the whole is none. Knows nothing of other languages.
 */
export function isCompound(head: string, tail: string): boolean {
  const [left, right] = [head.toLowerCase(), tail.toLowerCase()]
  const last = left.split('-').at(-1)!
  if (last !== left && smallWords.test(last)) return true
  const isWord = (word: string) => isEnglishWord(word, /^\p{Lu}/u.test(head))
  return !isWord(last + right) && last.length > 1 && isWord(last) && isWord(right)
}

/** @param mayBeName whether a word that is known with a capital only counts as well */
export function isEnglishWord(word: string, mayBeName = false): boolean {
  known ??= openKnownWords()
  const isKnown = known
  const isName = (stem: string) => mayBeName && isKnown(stem[0]!.toUpperCase() + stem.slice(1))
  return stemsOf(word).some((stem) => isKnown(stem) || isName(stem))
}

/** Read when a hyphen first asks for it. */
let known: ((word: string) => boolean) | undefined

const smallWords = /^(?:in|of|to|and|the|at|by|on|up|a)$/

/** A word, and what it may be an ending of: lexicons have few of "parties", "humoured", "loving". */
function stemsOf(word: string): string[] {
  const stems = [word, word.replace(/ie[sd]$/, 'y')]
  for (const ending of ['s', 'es', 'ed', 'd', 'ing', 'ly', 'er', 'est', 'ness', "'s", '’s']) {
    if (word.endsWith(ending)) stems.push(word.slice(0, -ending.length), `${word.slice(0, -ending.length)}e`)
  }
  return stems.filter(({ length }) => length > 1)
}

/** Whether words are those of an English text. */
export function isEnglish(words: ReadonlySet<string>): boolean {
  return ['the', 'and', 'of', 'with', 'to', 'in', 'was', 'it'].filter((word) => words.has(word)).length > 3
}
