import { foldLetters } from './lexicon/fold-letters.ts'
import type { PronouncedWord, PronunciationWarning } from './pronunciation.ts'

/**
 * What a reader should know of a text that was said: characters that were left out, and words that were guessed.
 * @param spoken the text in words
 */
export function warnOf(text: string, spoken: string, words: PronouncedWord[]): PronunciationWarning[] {
  const ignored = [...new Set([...listUnspeakable(spoken), ...listPictures(text)])]
  const guessed = [
    ...new Set(words.filter(({ source }) => source === 'guessed').map(({ start, end }) => text.slice(start, end))),
  ]
  const warnings: PronunciationWarning[] = []
  if (ignored.length > 0) {
    warnings.push({ code: 'character_ignored', message: `Not English and left out: ${listSome(ignored)}.` })
  }
  if (guessed.length > 0) {
    warnings.push({ code: 'text_guessed', message: `Said by guess, since no dictionary has it: ${listSome(guessed)}.` })
  }
  return warnings
}

/** Emoji are left out before the text is in words. */
function listPictures(text: string): string[] {
  return /[\u{2190}-\u{1faff}]/u.test(text) ? (text.match(/\p{Emoji_Presentation}/gu) ?? []) : []
}

/** Letters and digits of other scripts, pictures and signs that English has no word for; each once. */
function listUnspeakable(text: string): string[] {
  if (/^[\p{ASCII}“”‘’—–…]*$/u.test(text)) return []
  const characters = text.match(/[\p{L}\p{N}\p{So}\p{Sm}\p{Sc}\p{Co}]/gu) ?? []
  return [...new Set(characters)].filter((character) => !isSpeakable(character))
}

function isSpeakable(character: string): boolean {
  return spokenSigns.test(character) || /^(?:\p{ASCII}+|\p{Lm})$/u.test(foldLetters(character))
}

/** Signs that the numbers and symbols have words for, and those that nobody reads aloud. */
const spokenSigns = /[£€¥₹¢°×§½⅓⅔¼¾⅛⅜⅝⅞−⁄²³¹©®™•]/

const mostNamed = 20

function listSome(items: string[]): string {
  const named = items.slice(0, mostNamed).join(', ')
  return items.length > mostNamed ? `${named} and ${items.length - mostNamed} more` : named
}
