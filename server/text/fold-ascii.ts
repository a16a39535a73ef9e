import { asciiCurrencies, asciiLetters, asciiMarks, asciiWords } from './ascii-names.ts'
import { type OffsetMap, type Replacement, replaceStretches } from './offset-map.ts'

/**
 * A text told in ASCII alone, for engines that take nothing else, and the map between the two. Accents go, quotes become
 * straight, dashes ` - `, `½` is `1/2`, `€5` is `5 euros`; what cannot be told becomes a space.
 */
export function foldToAscii(text: string): { text: string; map: OffsetMap } {
  const replacements: Replacement[] = []
  for (const match of text.matchAll(foldable)) {
    const { symbol, amount } = match.groups!
    const start = match.index
    const end = start + match[0].length
    const before = replacements.at(-1)?.end === start ? replacements.at(-1)!.text.at(-1) : text[start - 1]
    if (symbol) replacements.push(...foldAmount(start, end, symbol, amount!))
    else replacements.push({ start, end, text: foldCharacter(match[0], before ?? ' ', text[end] ?? ' ') })
  }
  return replaceStretches(text, replacements)
}

/** A sum of money with its symbol in front, or one code point outside ASCII. */
const foldable =
  /(?<!\d ?)(?<symbol>[€£¥₹₽₩₴₺₪₿]) ?(?<amount>\d+(?:[.,]\d+)*(?: (?:hundred|thousand|million|billion|trillion)(?![a-z]))?)|\P{ASCII}/gu

/** `€5` → `5 euros`: the symbol goes, its name comes behind the amount. */
function foldAmount(start: number, end: number, symbol: string, amount: string): Replacement[] {
  const name = asciiCurrencies[symbol]![amount === '1' ? 0 : 1]
  return [
    { start, end: end - amount.length, text: '' },
    { start: end, end, text: ` ${name}` },
  ]
}

function foldCharacter(character: string, before: string, after: string): string {
  const spoken = asciiWords[character] ?? asciiCurrencies[character]?.[1]
  if (spoken !== undefined) return spaced(spoken, before, after)
  if (/[–—―⸺⸻]/.test(character)) return foldDash(character, before, after)
  if (/[\p{M}\p{Cf}]/u.test(character)) return ''
  const parts = Array.from(character.normalize('NFKD'), foldPart)
  if (parts.every((part) => part === undefined)) return ' '
  const folded = parts.join('')
  return /\p{No}/u.test(character) && folded.includes('/') && /\d/.test(before) ? ` ${folded}` : folded
}

function spaced(word: string, before: string, after: string): string {
  return `${/\w/.test(before) ? ' ' : ''}${word}${/\w/.test(after) ? ' ' : ''}`
}

/** A dash between digits is a range; elsewhere it is a pause, set off by spaces. */
function foldDash(dash: string, before: string, after: string): string {
  if (dash === '–' && /\d/.test(before) && /\d/.test(after)) return '-'
  return `${/\s/.test(before) ? '' : ' '}-${/\s/.test(after) ? '' : ' '}`
}

function foldPart(part: string): string | undefined {
  return asciiLetters[part] ?? asciiMarks[part] ?? (/\p{ASCII}/u.test(part) ? part : undefined)
}
