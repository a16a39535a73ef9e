import type { Accent } from './language.ts'
import { toOrdinal } from './number-words.ts'

const months =
  'January|February|March|April|May|June|July|August|September|October|November|December' +
  '|(?:Jan|Feb|Apr|Aug|Sept|Oct|Nov|Dec)\\.?|Mar\\.'
const day = '(?<day>3[01]|[12]\\d|0?[1-9])'

/** The days of a month: `July 4` is `fourth`, in British English `the fourth`; `4 July` is `the fourth of`. */
export const dayAfterMonth = new RegExp(
  `(?<=(?<!\\p{L})(?:${months})\\s)${day}(?:st|nd|rd|th)?(?![\\p{L}\\d:]|[.,/%-]\\d|\\s?[%°])`,
  'gu',
)
export const dayBeforeMonth = new RegExp(
  `(?<![\\d.,:/$£€#–-])(?:(?<the>(?<=\\b[Tt]he\\s))|)${day}(?:st|nd|rd|th)?(?=\\s(?:${months})(?!\\p{L}))`,
  'gu',
)

export function sayDayAfterMonth({ day }: Record<string, string | undefined>, accent: Accent): string {
  return `${accent === 'gb' ? 'the ' : ''}${toOrdinal(Number(day), accent)}`
}

export function sayDayBeforeMonth({ day, the }: Record<string, string | undefined>, accent: Accent): string {
  return `${the === undefined ? 'the ' : ''}${toOrdinal(Number(day), accent)} of`
}
