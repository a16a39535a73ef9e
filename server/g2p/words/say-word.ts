import { marked, stressed, weakened } from '../alphabets/stress.ts'
import { mainStress, secondaryStress } from '../alphabets/symbols.ts'
import { foldLetters } from '../lexicon/fold-letters.ts'
import { sayInterjection } from '../lexicon/interjections.ts'
import { sayDerived } from './derivations.ts'
import { sayInflected, withS } from './endings.ts'
import { sayFunctionWord } from './function-words.ts'
import type { Language, Spoken, Use } from './language.ts'
import { findReading } from './readings.ts'
import { spell } from './spell.ts'

/**
 * One word without hyphens: by the first way that knows it, from the rules of small words to guessing by letters.
 * Undefined when there is nothing to say: no letter of ours is in it.
 */
export function sayWord(language: Language, written: string, use: Use): Spoken | undefined {
  const word = written.normalize('NFKC').replaceAll('’', "'")
  const rule = sayFunctionWord(language, word, use) ?? sayInterjection(word)
  if (rule) return { phonemes: rule, source: 'rule' }
  if (word === 'US' || isInitials(word)) {
    const phonemes = spell(language, word)
    if (phonemes) return { phonemes, source: 'spelled' }
  }
  const [, owner] = /^((?:\p{L}\.){2,})'s$/u.exec(word) ?? []
  const owned = owner && spell(language, owner)
  if (owned) return { phonemes: withS(language, owned), source: 'spelled' }
  const joined = sayJoinedLetters(language, word) ?? sayCapitalsWithS(language, word, use)
  if (joined) return { phonemes: joined, source: 'spelled' }
  const spoken = sayIrish(language, word, use) ?? sayByLexicon(language, word, use) ?? sayUnknown(language, word, use)
  return spoken && { ...spoken, phonemes: stressByCapitals(spoken.phonemes, word) }
}

/** `U.N.`, `J.`, `Ph.D.` */
function isInitials(word: string): boolean {
  return /^(?:\p{L}{1,2}\.){2,}\p{L}{0,2}$|^\p{L}{1,2}\.\p{L}{1,2}$|^\p{Lu}\.$/u.test(word)
}

/** `R&D`, `AT&T` */
function sayJoinedLetters(language: Language, word: string): string | undefined {
  const [, first, second] = /^(\p{Lu}+)&(\p{Lu}+)$/u.exec(word) ?? []
  const [before, after] = first ? [spell(language, first), spell(language, second!)] : []
  return before && after && `${before.replace(mainStress, secondaryStress)}ən${after}`
}

/** `VIPs`, `PhDs`; the second lexicon has some of them, badly stressed. */
function sayCapitalsWithS(language: Language, word: string, use: Use): string | undefined {
  const [, capitals] = /^([A-Z]{2,4}|PhD)s'?$/.exec(word) ?? []
  const phonemes = capitals && sayWord(language, capitals, use)?.phonemes
  return phonemes && withS(language, phonemes)
}

/** `O'Brien` is a name behind an O. */
function sayIrish(language: Language, word: string, use: Use): Spoken | undefined {
  const [, name] = /^O'(\p{Lu}[\p{L}']+)$/u.exec(word) ?? []
  const letter = name && findReading(language, 'O', use)
  const own = letter ? sayByLexicon(language, name, use) : undefined
  return own && { ...own, phonemes: weakened(letter!).replace(secondaryStress, '') + own.phonemes }
}

/** As it is written, else without accents. */
function sayByLexicon(language: Language, word: string, use: Use): Spoken | undefined {
  const plain = foldLetters(word)
  return saySpelled(language, word, use) ?? (plain === word ? undefined : saySpelled(language, plain, use))
}

/** An ordinary word may be a form of another before it is a name of the second lexicon. */
function saySpelled(language: Language, word: string, use: Use): Spoken | undefined {
  const lower = word.toLowerCase()
  const ordinary = word === lower || word.endsWith('men')
  const inflected = () =>
    sayInflected(language, word, use) ?? (ordinary ? undefined : sayInflected(language, lower, use))
  return (
    from('lexicon', findReading(language, word, use, { ordinary })) ??
    from('inflected', inflected()) ??
    from('lexicon', ordinary ? findReading(language, word, use) : undefined)
  )
}

function sayUnknown(language: Language, word: string, use: Use): Spoken | undefined {
  const lower = foldLetters(word).toLowerCase()
  return (
    from('spelled', sayInitialism(language, word)) ??
    sayDrawnOut(language, word, use) ??
    from('derived', /^[a-z]+$/.test(lower) ? sayDerived(language, lower, use) : undefined) ??
    sayByHumps(language, word, use) ??
    from('guessed', guess(language, lower))
  )
}

/** Short capitals, and what has no vowel, are named letter by letter: `HTML`, `CEOs`, `PhD`, `km`. */
function sayInitialism(language: Language, word: string): string | undefined {
  const [, letters, ending] = /^([A-Z]{2,4}|[B-DF-HJ-NP-TV-XZ]{2,12}|[b-df-hj-np-tv-xz]{2,3}|PhD)(s?)$/.exec(word) ?? []
  const phonemes = letters && spell(language, letters)
  return phonemes && ending ? withS(language, phonemes) : phonemes
}

/** `Goood`, `nooo`, `waaay`: the ordinary word that has the letter twice, else once. */
function sayDrawnOut(language: Language, word: string, use: Use): Spoken | undefined {
  if (word.search(drawnOut) < 0) return undefined
  const shorter = ['$1$1', '$1'].map((kept) => word.toLowerCase().replaceAll(drawnOut, kept))
  const say = (one: string) => sayInterjection(one) ?? findReading(language, one, use, { ordinary: true })
  return from('derived', shorter.map(say).find(Boolean))
}

const drawnOut = /(\p{L})\1{2,}/giu

/** `McGregor`, `iPhone`, `YouTube`: each part by itself, all but the last weakened. */
function sayByHumps(language: Language, word: string, use: Use): Spoken | undefined {
  const parts = word.split(/(?<=\p{Ll})(?=\p{Lu})/u)
  if (parts.length < 2) return undefined
  const spoken = parts.map((part) => sayWord(language, part, { ...use, next: { sound: 'vowel', isTo: false } }))
  const phonemes = spoken.map((part, index) => {
    const own = part?.phonemes ?? ''
    return index < parts.length - 1 ? weakened(own) : own
  })
  const isGuessed = spoken.some((part) => part?.source === 'guessed')
  return from(isGuessed ? 'guessed' : 'derived', phonemes.join(''))
}

function guess(language: Language, word: string): string {
  const [, owner] = /^(.+)'s$/.exec(word) ?? []
  if (!owner) return language.guess(word.replaceAll("'", ''))
  const phonemes = language.guess(owner.replaceAll("'", ''))
  return phonemes && withS(language, phonemes)
}

/** A capital brings a secondary stress to a word that has none, all capitals a main one. */
function stressByCapitals(phonemes: string, word: string): string {
  if (word === word.toLowerCase()) return phonemes
  return word.length > 1 && word === word.toUpperCase() ? stressed(phonemes) : marked(phonemes)
}

function from(source: Spoken['source'], phonemes: string | undefined): Spoken | undefined {
  return phonemes ? { phonemes, source } : undefined
}
