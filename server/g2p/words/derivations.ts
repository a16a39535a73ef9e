import type { Accent } from '#server/text/spoken/english/context.ts'
import { weakened } from '../alphabets/stress.ts'
import { mainStress } from '../alphabets/symbols.ts'
import { sayInflected } from './endings.ts'
import type { Language, Use } from './language.ts'
import { findEntry, findReading } from './readings.ts'

/**
 * A word made of known ones: with a suffix (`kindliness`), a prefix (`unhoped`), or two words in one (`candlelight`).
 * @param word lower case, letters a–z only
 */
export function sayDerived(language: Language, word: string, use: Use): string | undefined {
  if (word.length > longestWord) return undefined
  const say: SayStem = (stem) => sayStem(language, stem, use)
  return saySuffixed(language, say, word) ?? sayPrefixed(language, say, word) ?? sayCompound(language, say, word)
}

const longestWord = 40

/** Undefined for what is unknown, too short, or has no main stress: such are no stems. */
type SayStem = (stem: string) => string | undefined

function sayStem(language: Language, stem: string, use: Use): string | undefined {
  if (stem.length < 3) return undefined
  const phonemes = findReading(language, stem, use, { ordinary: true }) ?? sayInflected(language, stem, use)
  return phonemes?.includes(mainStress) ? phonemes : undefined
}

function saySuffixed({ accent }: Language, say: SayStem, word: string): string | undefined {
  for (const suffix of Object.keys(suffixes[accent])) {
    if (!word.endsWith(suffix) || word.length < suffix.length + 3) continue
    const stem = word.slice(0, -suffix.length)
    const phonemes = say(stem) ?? say(stem.replace(/i$/, 'y')) ?? (dropsE.test(suffix) ? say(`${stem}e`) : undefined)
    if (phonemes) return joinSuffix(accent, phonemes, suffix, word)
  }
  return undefined
}

/** A stem in l shares it: `nobly`, `finally`. Before -ly the y of a stem is weak: `happily`. */
function joinSuffix(accent: Accent, stem: string, suffix: string, word: string): string {
  const sound = suffixes[accent][suffix]!
  if (suffix !== 'ly') return stem + sound
  if (stem.endsWith('l')) return word.endsWith('lly') ? `${stem}i` : stem.replace(/ᵊ?l$/, 'li')
  return (word.endsWith('ily') ? stem.replace(/i$/, weakY[accent]) : stem) + sound
}

const weakY = { us: 'ə', gb: 'ɪ' }

function sayPrefixed({ accent }: Language, say: SayStem, word: string): string | undefined {
  for (const [prefix, sound] of Object.entries(prefixes[accent])) {
    if (!word.startsWith(prefix) || word.length < prefix.length + 4) continue
    const phonemes = say(word.slice(prefix.length))
    if (phonemes) return sound + phonemes
  }
  return undefined
}

/** Two words in one, cut where the shorter of them is longest. The second one's stress is weakened. */
function sayCompound(language: Language, say: SayStem, word: string): string | undefined {
  for (const at of listCuts(word)) {
    const first = findEntry(language, word.slice(0, at))
    if (!first || first.isSecond || !first.phonemes.includes(mainStress)) continue
    const second = say(word.slice(at))
    if (second) return first.phonemes + weakened(second)
  }
  return undefined
}

/** Places to cut a word, those near the middle first. Shorter halves are found in too many words that are none. */
function listCuts(word: string): number[] {
  const cuts = Array.from({ length: Math.max(0, word.length - 2 * leastHalf + 1) }, (_, index) => index + leastHalf)
  const shorterHalf = (at: number) => Math.min(at, word.length - at)
  return cuts.sort((a, b) => shorterHalf(b) - shorterHalf(a) || a - b)
}

const leastHalf = 4
const dropsE = /^(able|er|ers|ish|ism|ists?)$/

const inBothAccents = {
  ...{ ness: 'nəs', less: 'ləs', ly: 'li', ably: 'əbli', ally: 'ᵊli', ful: 'fᵊl', ship: 'ʃˌɪp', like: 'lˌIk' },
  ...{ man: 'mən', men: 'mən', able: 'əbᵊl', ish: 'ɪʃ', ism: 'ˌɪzəm', ist: 'ɪst', ists: 'ɪsts' },
}

const suffixes: Record<Accent, Record<string, string>> = {
  us: { ...inBothAccents, er: 'əɹ', ers: 'əɹz' },
  gb: { ...inBothAccents, er: 'ə', ers: 'əz' },
}

/** With the sound that they have before another word, a hyphen between or not. */
export const prefixes: Record<Accent, Record<string, string>> = {
  us: {
    ...{ un: 'ˌʌn', non: 'nˌɑn', re: 'ɹˌi', over: 'ˌOvəɹ', under: 'ˌʌndəɹ', out: 'ˌWt' },
    ...{ anti: 'ˌænti', super: 'sˌupəɹ', mis: 'mˌɪs' },
  },
  gb: {
    ...{ un: 'ˌʌn', non: 'nˌɒn', re: 'ɹˌiː', over: 'ˌQvə', under: 'ˌʌndə', out: 'ˌWt' },
    ...{ anti: 'ˌanti', super: 'sˌuːpə', mis: 'mˌɪs' },
  },
}
