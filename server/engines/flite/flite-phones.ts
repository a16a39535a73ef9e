import type { GivenPhonemes } from '../engine.ts'

/** Vowels of flite's US English; in its lexicon each carries a stress of 0 or 1. */
export const vowels = new Set('aa ae ah ao aw ax ay eh er ey ih iy ow oy uh uw'.split(' '))

/** CMU Arpabet is flite's own alphabet but for these. */
const arpabet: Record<string, string> = { axr: 'er', dx: 'd', hx: 'hh', ix: 'ih', ux: 'uw' }
const consonants = new Set('b ch d dh f g hh jh k l m n ng p r s sh t th v w y z zh'.split(' '))

/** The International Phonetic Alphabet as English uses it; the longest match wins. */
const ipa: Record<string, string> = {
  ...{ tʃ: 'ch', ʧ: 'ch', dʒ: 'jh', ʤ: 'jh', aɪ: 'ay', aʊ: 'aw', eɪ: 'ey', oʊ: 'ow', əʊ: 'ow', ɔɪ: 'oy' },
  ...{ ɜɹ: 'er', ɜr: 'er', əɹ: 'er', ər: 'er', ɝ: 'er', ɚ: 'er', ɜ: 'er' },
  ...{ i: 'iy', ɪ: 'ih', ᵻ: 'ih', ɨ: 'ih', e: 'eh', ɛ: 'eh', æ: 'ae', a: 'ae', ɑ: 'aa', ɒ: 'aa', ɔ: 'ao', o: 'ow' },
  ...{ ʊ: 'uh', u: 'uw', ʌ: 'ah', ə: 'ax', ɐ: 'ax', p: 'p', b: 'b', t: 't', d: 'd', ɾ: 'd', k: 'k', g: 'g', ɡ: 'g' },
  ...{ f: 'f', v: 'v', θ: 'th', ð: 'dh', s: 's', z: 'z', ʃ: 'sh', ʒ: 'zh', h: 'hh', m: 'm', n: 'n', ŋ: 'ng' },
  ...{ l: 'l', ɫ: 'l', r: 'r', ɹ: 'r', w: 'w', j: 'y' },
}
/** Stress marks, and what is between or about sounds: length, syllables, ties, spaces. */
const ipaSymbol = new RegExp(`[ˈˌ]|[ːˑ.‿\\s]|${Object.keys(ipa).join('|')}|.`, 'gsu')

/**
 * A given pronunciation as flite's lexicon wants it: `t ax0 m ey1 t ow0`.
 * @returns undefined when there is a symbol that English does not have, or nothing at all
 */
export function toFlitePhones({ alphabet, phonemes }: GivenPhonemes): string[] | undefined {
  const phones = alphabet === 'ipa' ? fromIpa(phonemes) : fromArpabet(phonemes)
  return phones.length > 0 && !phones.includes(unknown) ? phones : undefined
}

const unknown = '?'

/** `T AH0 M EY1 T OW2`; secondary stress becomes stress, since flite knows but one. */
function fromArpabet(phonemes: string): string[] {
  const symbols = phonemes.toLowerCase().match(/\S+/g) ?? []
  return symbols.map((symbol) => {
    const [, name = '', stress = '0'] = /^([a-z]+)([0-2])?$/.exec(symbol) ?? []
    const phone = name === 'ah' && stress === '0' ? 'ax' : (arpabet[name] ?? name)
    if (vowels.has(phone)) return phone + (stress === '0' ? 0 : 1)
    return consonants.has(phone) ? phone : unknown
  })
}

/** `təˈmeɪtoʊ`: a mark stresses the next vowel. */
function fromIpa(phonemes: string): string[] {
  const phones: string[] = []
  let stress = 0
  for (const symbol of phonemes.normalize('NFD').replaceAll('\u0361', '').match(ipaSymbol) ?? []) {
    if (/[ˈˌ]/.test(symbol)) stress = 1
    if (/[ˈˌːˑ.‿\s]/.test(symbol)) continue
    const phone = ipa[symbol] ?? unknown
    phones.push(vowels.has(phone) ? phone + stress : phone)
    if (vowels.has(phone)) stress = 0
  }
  return phones
}
