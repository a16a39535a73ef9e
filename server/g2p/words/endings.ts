import { marked } from '../alphabets/stress.ts'
import type { Language, Use } from './language.ts'
import { findReading } from './readings.ts'
import { spell } from './spell.ts'

/**
 * A word that is a known one with a regular ending: `walks`, `hoped`, `running`, `Anne's`, `fishin'`.
 * The lexicons have hardly any of these.
 */
export function sayInflected(language: Language, word: string, use: Use): string | undefined {
  if (/['’]/.test(word)) return sayWithApostrophe(language, word, use)
  return sayRegular(language, word, use, { ordinary: true }) ?? sayRegular(language, word, use, { ordinary: false })
}

/** With the sound of a plural or possessive: `s` after p, `ᵻz` after s, else `z`. */
export function withS({ accent }: Language, stem: string): string {
  if (/[ptkfθ]$/.test(stem)) return `${stem}s`
  return `${stem}${/[szʃʒʧʤ]$/.test(stem) ? weakI[accent] : ''}z`
}

const weakI = { us: 'ᵻ', gb: 'ɪ' }

function sayWithApostrophe(language: Language, word: string, use: Use): string | undefined {
  const [, base, ending] = /^(.+?)['’](s|ve|d|ll|re|)$/i.exec(word) ?? []
  if (base === undefined) return undefined
  const say = (stem: string) => findReading(language, stem, use) ?? sayInflected(language, stem, use)
  if (ending === '') return base.endsWith('in') ? say(`${base}g`)?.replace(/ŋ$/, 'n') : say(base)
  const stem = say(base) ?? (/^[A-Z]{2,4}$/.test(base) ? spell(language, base) : undefined)
  return stem && withContraction(language, stem, ending!.toLowerCase())
}

function withContraction(language: Language, stem: string, ending: string): string {
  if (ending === 's') return withS(language, stem)
  if (ending === 'd') return stem + (/[td]$/.test(stem) ? 'əd' : 'd')
  if (ending === 're') return stem + (language.accent === 'us' ? 'əɹ' : 'ə')
  return stem + { ve: 'əv', ll: 'ᵊl' }[ending]!
}

function sayRegular(language: Language, word: string, use: Use, from: { ordinary: boolean }): string | undefined {
  for (const { listStems, say } of endings) {
    for (const stem of listStems(word)) {
      const phonemes = stem.length > 1 ? findReading(language, stem, use, from) : undefined
      if (phonemes) return say(language, phonemes, word)
    }
  }
  return undefined
}

interface Ending {
  /** The words that this may be a form of, the likeliest first; none when it has another ending. */
  listStems(word: string): string[]
  say(language: Language, stem: string, word: string): string
}

const endings: Ending[] = [
  { listStems: stemsOfPlural, say: withS },
  { listStems: stemsOfPast, say: withEd },
  { listStems: stemsOfIng, say: withIng },
  { listStems: stemsOfMen, say: (_, stem) => stem.replace(/[æa]n$/, 'ɛn') },
]

function stemsOfPlural(word: string): string[] {
  if (!/[^s]s$/.test(word)) return []
  const stems = [word.slice(0, -1)]
  if (/..[^i]es$/.test(word)) stems.push(word.slice(0, -2))
  if (/..ies$/.test(word)) stems.push(`${word.slice(0, -3)}y`)
  return stems
}

function stemsOfPast(word: string): string[] {
  if (!/.[^e]ed$/.test(word)) return []
  const stems = [word.slice(0, -1), word.slice(0, -2)]
  if (/(ss|ll|ff|zz)ed$/.test(word)) stems.reverse()
  if (/(.)\1ed$/.test(word)) stems.push(word.slice(0, -3))
  if (/ied$/.test(word)) stems.push(`${word.slice(0, -3)}y`)
  return stems
}

/** Of hoping, breathing and reversing the stem ends in e; of hopping, reading and walking it does not. */
function stemsOfIng(word: string): string[] {
  if (!/..ing$/.test(word)) return []
  const bare = word.slice(0, -3)
  const stems = bare.length > 2 ? [bare, `${bare}e`] : [`${bare}e`]
  if (/([^aeiou][aeiou][^aeiouwxy]|th|[^s]s|[vczu])$/.test(bare)) stems.reverse()
  if (/([bcdgklmnprstvxz])\1$|ck$/.test(bare)) stems.push(bare.slice(0, -1))
  return stems
}

/** `Englishmen`, `snowmen`; unstressed men sounds as man does. */
function stemsOfMen(word: string): string[] {
  return /..men$/.test(word) ? [word.replace(/men$/, 'man')] : []
}

function withEd(language: Language, stem: string): string {
  if (/[pkfθʃsʧ]$/.test(stem)) return `${stem}t`
  const ending = `${weakI[language.accent]}d`
  if (stem.endsWith('d')) return stem + ending
  if (stem.endsWith('t')) return flapped(language, stem) + ending
  return `${stem}d`
}

function withIng(language: Language, stem: string, word: string): string {
  const phonemes = marked(stem)
  if (phonemes.endsWith('t')) return `${flapped(language, phonemes)}ɪŋ`
  const linksR = language.accent === 'gb' && /ring$/.test(word) && /ə$|[ɑɔɜɛ]ː$/.test(phonemes)
  return `${phonemes}${linksR ? 'ɹ' : ''}ɪŋ`
}

/** In American English t between vowels is a flap: `wait`, `waiting`. */
function flapped({ accent }: Language, stem: string): string {
  return accent === 'us' && /[AIOWYiuæɑəɛɪɹʊʌ]t$/.test(stem) ? `${stem.slice(0, -1)}T` : stem
}
