import type { Accent } from '#server/text/spoken/english/context.ts'
import { isVowel } from './symbols.ts'

/**
 * The same sounds in the spelling that Piper's English voices were trained on: the IPA of eSpeak's en-us and en-gb, a code
 * point a symbol. Marks that it does not have are told by the nearest (`—` is a comma) or left out (quotation marks).
 * @returns `from[i]` is the index in `phonemes` that symbol i came from; never decreasing
 */
export function toEspeak(phonemes: string, accent: Accent): { symbols: string[]; from: number[] } {
  const symbols: string[] = []
  const from: number[] = []
  for (let at = 0; at < phonemes.length; at++) {
    const spelled = accent === 'us' ? spellAmerican(phonemes, at) : spellBritish(phonemes, at)
    for (const symbol of spelled) {
      symbols.push(symbol)
      from.push(at)
    }
  }
  return { symbols, from }
}

/** American English has long vowels where they are stressed or before r, and r-coloured ones of their own. */
function spellAmerican(phonemes: string, at: number): string {
  const symbol = phonemes[at]!
  const before = phonemes[at - 1] ?? ''
  const isBeforeR = phonemes[at + 1] === 'ɹ'
  if (symbol === 'ɹ' && before === 'ɜ') return 'ː'
  if (symbol === 'ɹ' && before === 'ə' && isColoured(phonemes, at - 1)) return ''
  if (symbol === 'ə' && isColoured(phonemes, at)) return 'ɚ'
  if (symbol === 'i' && isBeforeR) return 'ɪ'
  const isStressed = before === 'ˈ' || before === 'ˌ'
  const isLong = 'ɑɔ'.includes(symbol) ? isStressed || isBeforeR : 'iu'.includes(symbol) && isStressed
  return common[symbol] ?? (isLong ? `${symbol}ː` : symbol)
}

/** `əɹ` is one sound unless a vowel follows: `matter`, but not `matter of`. */
function isColoured(phonemes: string, at: number): boolean {
  const after = phonemes[at + 2] ?? ''
  return phonemes[at + 1] === 'ɹ' && !isVowel(after) && after !== 'ˈ' && after !== 'ˌ'
}

function spellBritish(phonemes: string, at: number): string {
  const symbol = phonemes[at]!
  if (symbol === 'a') return 'æ'
  if (symbol === 'ɛ' && phonemes[at + 1] === 'ː') return 'e'
  if (symbol === 'ː' && phonemes[at - 1] === 'ɛ') return 'ə'
  return common[symbol] ?? symbol
}

const common: Record<string, string> = {
  ...{ A: 'eɪ', I: 'aɪ', W: 'aʊ', Y: 'ɔɪ', O: 'oʊ', Q: 'əʊ', ʧ: 'tʃ', ʤ: 'dʒ', T: 'ɾ', ᵊ: 'ə' },
  ...{ '—': ',', '…': ',', '“': '', '”': '', '(': '', ')': '' },
}
