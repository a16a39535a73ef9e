import { sayInflected } from './endings.ts'
import type { Accent, Language, Use } from './language.ts'
import { findEntry, findReading } from './readings.ts'
import { weakened } from './stress.ts'
import { mainStress } from './symbols.ts'

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
  for (const [suffix, sound] of Object.entries(suffixes[accent])) {
    if (!word.endsWith(suffix) || word.length < suffix.length + 3) continue
    const stem = word.slice(0, -suffix.length)
    const phonemes = say(stem) ?? say(stem.replace(/i$/, 'y')) ?? (dropsE.test(suffix) ? say(`${stem}e`) : undefined)
    if (phonemes) return joinSuffix(phonemes, suffix, sound, word)
  }
  return undefined
}

/** `nobly` loses the sound of noble's `l`, `coolly` keeps both. */
function joinSuffix(stem: string, suffix: string, sound: string, word: string): string {
  const sharesL = suffix === 'ly' && stem.endsWith('l') && !word.endsWith('lly')
  return sharesL ? stem.replace(/ᵊ?l$/, sound) : stem + sound
}

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

/** Places to cut a word, those near the middle first; a half of three letters only in short words. */
function listCuts(word: string): number[] {
  const least = word.length < 9 ? 3 : 4
  const cuts = Array.from({ length: Math.max(0, word.length - 2 * least + 1) }, (_, index) => index + least)
  const shorterHalf = (at: number) => Math.min(at, word.length - at)
  return cuts.sort((a, b) => shorterHalf(b) - shorterHalf(a) || a - b)
}

const dropsE = /^(able|er|ers|ish|ism|ists?)$/

const suffixes: Record<Accent, Record<string, string>> = {
  us: {
    ...{ ness: 'nəs', less: 'ləs', ly: 'li', ful: 'fᵊl', ship: 'ʃˌɪp', like: 'lˌIk', man: 'mən', men: 'mən' },
    ...{ able: 'əbᵊl', ish: 'ɪʃ', er: 'əɹ', ers: 'əɹz', ism: 'ˌɪzəm', ist: 'ɪst', ists: 'ɪsts' },
  },
  gb: {
    ...{ ness: 'nəs', less: 'ləs', ly: 'li', ful: 'fᵊl', ship: 'ʃˌɪp', like: 'lˌIk', man: 'mən', men: 'mən' },
    ...{ able: 'əbᵊl', ish: 'ɪʃ', er: 'ə', ers: 'əz', ism: 'ˌɪzəm', ist: 'ɪst', ists: 'ɪsts' },
  },
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
