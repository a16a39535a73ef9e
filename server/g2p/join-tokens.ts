import type { Spread } from './letters/spread.ts'
import type { SpokenToken } from './say-tokens.ts'

/** The symbols of a whole text with the stretch of the text that each says. */
export interface JoinedPhonemes {
  phonemes: string
  starts: Uint32Array
  ends: Uint32Array
}

/** Joins what the tokens say to one line: a space where the text has one, and between any two words. */
export function joinTokens(
  text: string,
  tokens: SpokenToken[],
  spread: (letters: string, phonemes: string) => Spread,
): JoinedPhonemes {
  const said = withPairedQuotes(tokens.filter((token) => token.phonemes !== ''))
  const starts: number[] = []
  const ends: number[] = []
  let phonemes = ''
  for (const [index, token] of said.entries()) {
    const before = said[index - 1]
    if (before && needsSpace(text, before, token)) {
      phonemes += ' '
      const isInside = before.start === token.start
      starts.push(isInside ? token.start : before.end)
      ends.push(isInside ? token.end : token.start)
    }
    phonemes += token.phonemes
    appendMap(starts, ends, token, spread)
  }
  return { phonemes, starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) }
}

/** Straight quotation marks open and close in turn. */
function withPairedQuotes(tokens: SpokenToken[]): SpokenToken[] {
  let isOpen = false
  return tokens.map((token) => {
    if (token.text !== '"') return token
    isOpen = !isOpen
    return { ...token, phonemes: isOpen ? '“' : '”' }
  })
}

function needsSpace(text: string, before: SpokenToken, token: SpokenToken): boolean {
  if (/\s/.test(text.slice(before.end, token.start))) return true
  const isWordBefore = before.source !== 'mark'
  const isWord = token.source !== 'mark'
  return (isWordBefore && isWord) || /^\s/.test(token.text) || /\s$/.test(before.text)
}

function appendMap(
  starts: number[],
  ends: number[],
  token: SpokenToken,
  spread: (letters: string, phonemes: string) => Spread,
): void {
  if (token.isWhole || token.kind !== 'word') {
    for (let unit = 0; unit < token.phonemes.length; unit++) {
      starts.push(token.start)
      ends.push(token.end)
    }
    return
  }
  const own = spread(token.text, token.phonemes)
  for (const [unit, start] of own.starts.entries()) {
    starts.push(token.start + start)
    ends.push(token.start + own.ends[unit]!)
  }
}
