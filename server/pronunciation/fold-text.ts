import { runAtOnce } from '#server/base/give-way.ts'
import { startsWithWordCharacter } from './word-borders.ts'

/** A text in which two ways of writing the same are the same, and which knows where each of its characters was. */
export interface FoldedText {
  text: string
  /** Where in the source each index of `text`, and its end, was; -1 for an index inside a character. */
  sourceIndices: number[]
  /** For each index whether words are made of its character. */
  isWord: boolean[]
}

/**
 * A letter with its marks, of which no writing has thirty: to put so many in order takes time with their square.
 * Source: UAX #15, 13 (stream-safe text).
 */
const characters = /\P{M}\p{M}{0,30}|\p{M}{1,30}/gu

/**
 * Folds a text character by character: composed and decomposed accents become one, and, when case does not matter, so do
 * large and small letters.
 */
export function foldText(source: string, caseSensitive: boolean): FoldedText {
  return runAtOnce(foldTextInSteps(source, caseSensitive))
}

/** So many characters are folded before others may have their turn. */
const betweenRests = 2_000

/** The same for who has others to let through. */
export function* foldTextInSteps(source: string, caseSensitive: boolean): Generator<void, FoldedText> {
  let left = betweenRests
  const folded: FoldedText = { text: '', sourceIndices: [], isWord: [] }
  const known = new Map<string, { text: string; isWord: boolean }>()
  for (const { 0: character, index } of source.matchAll(characters)) {
    if (left-- === 0) {
      left = betweenRests
      yield
    }
    let one = known.get(character)
    if (!one) known.set(character, (one = foldCharacter(character, caseSensitive)))
    folded.text += one.text
    for (let unit = 0; unit < one.text.length; unit++) {
      folded.sourceIndices.push(unit === 0 ? index : -1)
      folded.isWord.push(one.isWord)
    }
  }
  folded.sourceIndices.push(source.length)
  return folded
}

/** The folded text alone, quickly where that is plain. */
export function foldString(source: string, caseSensitive: boolean): string {
  if (/[^\0-\x7f]/.test(source)) return foldText(source, caseSensitive).text
  return caseSensitive ? source : source.toLowerCase()
}

function foldCharacter(character: string, caseSensitive: boolean) {
  const text = caseSensitive ? character : withoutCase(character)
  return { text: text.normalize('NFC'), isWord: startsWithWordCharacter(character) }
}

/** By way of capitals, so that ß is ss and all three kinds of sigma are one; small first, since ẞ is a capital as it is. */
function withoutCase(character: string): string {
  return character.toLowerCase().toUpperCase().toLowerCase()
}
