import type { Accent } from './context.ts'
import { toCardinal, toDigits, toOrdinal, toYear } from './number-words.ts'

/** Parts of patterns. Inside a number or before its unit there may be any space, but no line break. */
export const space = String.raw`[ \u00a0\u202f\u2009]`
const narrowSpace = String.raw`[\u00a0\u202f\u2009]`

/** Digits, in groups or in a row; not the tail of another number. */
export const whole = [
  String.raw`(?:\d{1,3}(?:,\d{3}){1,8}(?!\d)`,
  String.raw`\d{1,3}(?:${narrowSpace}\d{3}){1,8}(?!\d)`,
  String.raw`\d{1,3}(?: \d{3}){0,5} 000(?!\d)`,
  String.raw`\d{1,60})`,
].join('|')

export const dash = `${space}?[-‐‑–—−]${space}?`

/** A number with its decimals as the groups `whole` and `part`, with something behind their names. */
export function amountPattern(suffix = ''): string {
  return String.raw`(?<!\d|\d[.,])(?:(?<whole${suffix}>${whole})(?:\.(?<part${suffix}>\d{1,60}))?|\.(?<point${suffix}>\d{1,60}))`
}

/** A number as it is said: years only where it may be one. */
export interface Amount {
  /** Digits without groups; empty in `.75`. */
  digits: string
  part?: string
}

export function toAmount(groups: Record<string, string | undefined>, suffix = ''): Amount | undefined {
  const point = groups[`point${suffix}`]
  if (point !== undefined) return { digits: '', part: point }
  const written = groups[`whole${suffix}`]
  return written === undefined ? undefined : { digits: ungrouped(written), part: groups[`part${suffix}`] }
}

export function ungrouped(written: string): string {
  return written.replace(/\D/g, '')
}

export function isOne({ digits, part }: Amount): boolean {
  return digits === '1' && part === undefined
}

/** `three point one four`, `point seven five`, `one thousand two hundred` */
export function sayAmount({ digits, part }: Amount, accent: Accent): string {
  const said = digits === '' ? '' : sayCardinal(digits, accent)
  return part === undefined ? said : `${said} point ${toDigits(part)}`.trim()
}

export function sayCardinal(digits: string, accent: Accent): string {
  return /^0\d|^\d{16}/.test(digits) ? toDigits(digits) : toCardinal(Number(digits), accent)
}

/** Four digits in a row are said as a year is: 1813, and 1500 men as well. */
export function sayYearOrCount(digits: string, accent: Accent): string {
  return /^(?:1[1-9]\d|20\d|10[1-9])\d$/.test(digits) ? toYear(Number(digits), accent) : sayCardinal(digits, accent)
}

export function sayOrdinal(digits: string, accent: Accent): string {
  return digits.length > 15 ? toDigits(digits) : toOrdinal(Number(digits), accent)
}

/** Numbers on doors, of roads and of aeroplanes: `101` is `one oh one`, `237` is `two thirty seven`. */
export function sayInPairs(digits: string, accent: Accent): string {
  if (digits.length !== 3 || digits.endsWith('00') || digits.startsWith('0')) return sayYearOrCount(digits, accent)
  const rest = digits.slice(1)
  return `${toDigits(digits[0]!)} ${rest.startsWith('0') ? `oh ${toDigits(rest[1]!)}` : toCardinal(Number(rest), accent)}`
}
