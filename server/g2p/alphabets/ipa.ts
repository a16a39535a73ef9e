import type { Accent } from '#server/text/spoken/english/context.ts'
import { exactSounds, nearestSounds } from './ipa-sounds.ts'
import { isVowel } from './symbols.ts'
import type { ReadPhonemes } from './written-phonemes.ts'

/**
 * The International Phonetic Alphabet as dictionaries write English, `/təˈmeɪtoʊ/`, and the sounds of other languages.
 * Its stress mark stands before the syllable and moves to the vowel; ties, syllable dots and fine marks say nothing here.
 */
export function readIpa(written: string, accent: Accent): ReadPhonemes {
  const warnings: string[] = []
  let phonemes = ''
  let mark = ''
  for (const symbol of normalise(written).match(symbolPattern) ?? []) {
    if (/[ˈˌ]/.test(symbol)) mark = symbol
    else if (/\s/.test(symbol)) phonemes += ' '
    else {
      const sound = readSymbol(symbol, accent, warnings)
      phonemes += isVowel(sound[0] ?? '') ? mark + sound : sound
      if (isVowel(sound[0] ?? '')) mark = ''
    }
  }
  return { phonemes: phonemes.replace(/ɹɹ+/g, 'ɹ').replace(/ +/g, ' ').trim(), warnings }
}

/** Decomposed, without the brackets around, with the marks that keyboards have turned into those of the IPA. */
function normalise(written: string): string {
  return written
    .normalize('NFD')
    .trim()
    .replace(/^[/[]|[/\]]$/g, '')
    .replace(/['’]/g, 'ˈ')
    .replaceAll(',', 'ˌ')
    .replaceAll(':', 'ː')
}

const allSounds = [...exactSounds, ...nearestSounds].map(([ipa]) => ipa.normalize('NFD'))
const longestFirst = allSounds.sort((a, b) => b.length - a.length)
const symbolPattern = new RegExp(`${longestFirst.join('|')}|.`, 'gsu')
const exact = toTable(exactSounds)
const nearest = toTable(nearestSounds)

function readSymbol(symbol: string, accent: Accent, warnings: string[]): string {
  const own = exact.get(symbol)
  if (own) return own[accent]
  const near = nearest.get(symbol)
  if (near) warnings.push(`"${symbol.normalize('NFC')}" does not exist in English and became "${near[accent]}"`)
  else if (!sayNothing.test(symbol)) warnings.push(`"${symbol}" is no phoneme of the IPA and was left out`)
  return near?.[accent] ?? ''
}

/** Length, ties, syllables, hyphens and diacritics that no English word needs. */
const sayNothing = /^(?:[ːˑ.‿|‖()ʰʲʷˠˤ˞ⁿˡ-]|\p{M})$/u

function toTable(rows: readonly (readonly [string, string, string?])[]): Map<string, Record<Accent, string>> {
  return new Map(rows.map(([ipa, us, gb = us]) => [ipa.normalize('NFD'), { us, gb }]))
}
