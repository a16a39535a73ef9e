import { isVowel } from './symbols.ts'

/** Our phonemes in the IPA, with the stress mark before the vowel. */
export function writeIpa(phonemes: string): string {
  return phonemes.replace(/[A-Zʧʤᵊ]/gu, (symbol) => ipa[symbol] ?? symbol)
}

/** American phonemes in CMU Arpabet. What it does not have is told by the nearest. */
export function writeArpabet(phonemes: string): string {
  const sounds = phonemes.match(/[ˈˌ]?(?:[ɜə]ɹ|.)/gu) ?? []
  return sounds.map(writeSound).join(' ')
}

const ipa: Record<string, string> = {
  ...{ A: 'eɪ', I: 'aɪ', W: 'aʊ', Y: 'ɔɪ', O: 'oʊ', Q: 'əʊ', ʧ: 'tʃ', ʤ: 'dʒ', T: 'ɾ', ᵊ: 'ə' },
}

function writeSound(sound: string): string {
  const [, mark, symbol] = /^([ˈˌ]?)(.+)$/u.exec(sound)!
  const stress = { '': '0', ˈ: '1', ˌ: '2' }[mark!]!
  const name = arpabet[symbol!]!
  if (symbol === 'ʌ' && mark === '') return 'AH1'
  return isVowel(symbol![0]!) || symbol === 'ᵊ' ? name + stress : name
}

const arpabet: Record<string, string> = {
  ...{
    ɑ: 'AA',
    æ: 'AE',
    ʌ: 'AH',
    ə: 'AH',
    ᵊ: 'AH',
    ɐ: 'AH',
    ɔ: 'AO',
    W: 'AW',
    I: 'AY',
    ɛ: 'EH',
    ɜɹ: 'ER',
    əɹ: 'ER',
    ɜ: 'ER',
  },
  ...{
    A: 'EY',
    ɪ: 'IH',
    ᵻ: 'IH',
    i: 'IY',
    O: 'OW',
    Y: 'OY',
    ʊ: 'UH',
    u: 'UW',
    b: 'B',
    ʧ: 'CH',
    d: 'D',
    ð: 'DH',
    f: 'F',
  },
  ...{
    ɡ: 'G',
    h: 'HH',
    ʤ: 'JH',
    k: 'K',
    l: 'L',
    m: 'M',
    n: 'N',
    ŋ: 'NG',
    p: 'P',
    ɹ: 'R',
    s: 'S',
    ʃ: 'SH',
    t: 'T',
    T: 'T',
  },
  ...{ θ: 'TH', v: 'V', w: 'W', j: 'Y', z: 'Z', ʒ: 'ZH', a: 'AE', ɒ: 'AA', Q: 'OW' },
}
