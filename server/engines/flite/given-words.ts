import { createHash } from 'node:crypto'
import { type OffsetMap, replaceStretches } from '#server/text/offset-map.ts'
import type { Utterance, Warning } from '../engine.ts'
import { toFlitePhones } from './flite-phones.ts'

/** A text in which words with given phonemes are replaced by words that flite finds in a lexicon of ours. */
export interface GivenWords {
  text: string
  map: OffsetMap
  /** For flite's `-add_lex`: a line for each word; empty when there are none. */
  lexicon: string
  warnings: Warning[]
}

/** Puts a made-up word, and its phones into the lexicon, in place of each stretch whose phonemes the writer gave. */
export function placeGivenWords({ text, phonemes }: Pick<Utterance, 'text' | 'phonemes'>): GivenWords {
  const replacements = []
  const warnings: Warning[] = []
  const entries = new Set<string>()
  for (const given of phonemes) {
    const phones = toFlitePhones(given)
    if (phones) {
      const word = madeUpWord(phones)
      entries.add(`"${word}" nil : ${phones.join(' ')}\n`)
      replacements.push({ start: given.start, end: given.end, text: setOff(word, text, given) })
    } else warnings.push(notTaken(given.phonemes, text.slice(given.start, given.end)))
  }
  return { ...replaceStretches(text, replacements), lexicon: [...entries].join(''), warnings }
}

/**
 * A word that no text has, made of its phones so that the same word always sounds the same. Consonants and vowels take
 * turns: flite spells out what it cannot pronounce.
 */
function madeUpWord(phones: string[]): string {
  const bytes = createHash('sha256').update(phones.join(' ')).digest().subarray(0, 8)
  return Array.from(bytes, (byte) => 'bdfgklmnprstvz'[byte % 14]! + 'aeiou'[(byte >> 4) % 5]!).join('')
}

/** Letters that touch the stretch must not become part of the word; a possessive 's may. */
function setOff(word: string, text: string, { start, end }: { start: number; end: number }): string {
  const isLetter = (character = '') => /[\p{L}\p{N}]/u.test(character)
  return `${isLetter(text[start - 1]) ? ' ' : ''}${word}${isLetter(text[end]) ? ' ' : ''}`
}

function notTaken(phonemes: string, word: string): Warning {
  const message = `Engine flite does not know all of the phonemes "${phonemes}" and reads "${word}" as written.`
  return { code: 'phonemes_ignored', message }
}
