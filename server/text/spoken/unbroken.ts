import type { Replacement } from '../offset-map.ts'
import type { Range } from '../range.ts'

/**
 * Where a text may not be cut in two: in what is read as one thing (`$5 million`, an address), between a word and the number
 * behind it (`World War II`), and between an abbreviation and the word behind it (`Mr. Smith`).
 */
export function toUnbroken(text: string, readings: Replacement[]): Range[] {
  const unbroken: Range[] = []
  for (const { start, end } of readings) {
    if (start === end) continue
    const isNumber = /^[\dIVXLC#$£€]/.test(text.slice(start, start + 1))
    const isAbbreviation = text[end - 1] === '.'
    const from = isNumber ? backOverName(text, start) : start
    const until = isAbbreviation ? overSpace(text, end) : end
    unbroken.push({ start: from, end: until })
  }
  return unbroken
}

const longestGap = 3

const longestName = 40

/** Back into the word before, and over words with a capital: `World War II`, `Henry VIII`, `Chapter 3`. */
function backOverName(text: string, at: number): number {
  const before = text.slice(Math.max(0, at - longestName), at)
  const name =
    /(?:(?<![\p{L}])\p{Lu}[\p{L}.’'-]{0,20}\s){1,3}$/u.exec(before)?.[0] ?? /\S\s{1,3}$/u.exec(before)?.[0] ?? ''
  return at - name.length
}

function overSpace(text: string, at: number): number {
  const gap = /^[^\S\n]{0,3}/.exec(text.slice(at, at + longestGap))![0].length
  return gap > 0 ? Math.min(text.length, at + gap + 1) : at
}
