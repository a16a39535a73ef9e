import type { Accent } from '#server/text/spoken/english/context.ts'
import { isVowel, mainStress, secondaryStress } from './symbols.ts'
import type { ReadPhonemes } from './written-phonemes.ts'

/** CMU Arpabet, `T AH0 M EY1 T OW2`: symbols of one or two letters, vowels with a stress of 0, 1 or 2. */
export function readArpabet(written: string, accent: Accent): ReadPhonemes {
  const warnings: string[] = []
  let phonemes = ''
  for (const symbol of written.toUpperCase().match(/\S+/g) ?? []) {
    const sound = readSymbol(symbol, accent)
    if (sound === undefined) warnings.push(`"${symbol}" is no phoneme of CMU Arpabet and was left out`)
    else phonemes += sound
  }
  return { phonemes, warnings }
}

function readSymbol(symbol: string, accent: Accent): string | undefined {
  const [, name = '', stress] = /^([A-Z]+)([0-2])?$/.exec(symbol) ?? []
  if (!Object.hasOwn(arpabet, name)) return undefined
  const american = stress === '0' ? (unstressed[name] ?? arpabet[name]!) : arpabet[name]!
  const sound = accent === 'gb' ? (british[american] ?? american) : american
  return (isVowel(sound[0]!) ? stressMarks[stress ?? '0']! : '') + sound
}

const stressMarks: Record<string, string> = { 0: '', 1: mainStress, 2: secondaryStress }

/** The names of CMUdict, and those of its forerunner that other programs write. */
const arpabet: Record<string, string> = {
  ...{ AA: 'ɑ', AE: 'æ', AH: 'ʌ', AO: 'ɔ', AW: 'W', AX: 'ə', AXR: 'əɹ', AY: 'I', EH: 'ɛ', ER: 'ɜɹ', EY: 'A', IH: 'ɪ' },
  ...{ IX: 'ᵻ', IY: 'i', OW: 'O', OY: 'Y', UH: 'ʊ', UW: 'u', UX: 'u', B: 'b', CH: 'ʧ', D: 'd', DH: 'ð', DX: 'T' },
  ...{
    EL: 'ᵊl',
    EM: 'ᵊm',
    EN: 'ᵊn',
    F: 'f',
    G: 'ɡ',
    HH: 'h',
    JH: 'ʤ',
    K: 'k',
    L: 'l',
    M: 'm',
    N: 'n',
    NG: 'ŋ',
    NX: 'n',
  },
  ...{ P: 'p', Q: 't', R: 'ɹ', S: 's', SH: 'ʃ', T: 't', TH: 'θ', V: 'v', W: 'w', WH: 'w', Y: 'j', Z: 'z', ZH: 'ʒ' },
}
const unstressed: Record<string, string> = { AH: 'ə', ER: 'əɹ' }
const british: Record<string, string> = {
  ...{ æ: 'a', ɑ: 'ɑː', i: 'iː', u: 'uː', ɔ: 'ɔː', O: 'Q', ɜɹ: 'ɜː', əɹ: 'ə', ᵻ: 'ɪ', T: 't' },
}
