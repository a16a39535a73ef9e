import { pauses, quotationMarks } from '#server/g2p/alphabets/symbols.ts'

/** What kind each symbol of our alphabet is. A stress mark lasts as a part of its vowel, so it is heard. */
export function describeSymbols(symbols: string): { isHeard: boolean[]; isPause: boolean[] } {
  const list = Array.from(symbols)
  const isPause = list.map((symbol) => pauses.includes(symbol))
  const isHeard = list.map((symbol, index) => !isPause[index] && symbol !== ' ' && !quotationMarks.includes(symbol))
  return { isHeard, isPause }
}
