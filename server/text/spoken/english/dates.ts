import type { Match, Rule } from '../rule.ts'
import { dash, sayYearOrCount, space } from './amounts.ts'
import type { Accent, EnglishContext } from './context.ts'
import { toCardinal, toDigits, toOrdinal, toPlural, toYear } from './number-words.ts'

const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November'],
  'December',
]
const shortMonths: Record<string, string> = {
  ...{ jan: 'January', feb: 'February', mar: 'March', apr: 'April', jun: 'June', jul: 'July', aug: 'August' },
  ...{ sep: 'September', sept: 'September', oct: 'October', nov: 'November', dec: 'December' },
}
const days: Record<string, string> = {
  ...{ mon: 'Monday', tue: 'Tuesday', tues: 'Tuesday', wed: 'Wednesday', weds: 'Wednesday', thu: 'Thursday' },
  ...{ thur: 'Thursday', thurs: 'Thursday', fri: 'Friday', sat: 'Saturday', sun: 'Sunday' },
}

const inCapitals = (words: string[]) => words.flatMap((word) => [word, word.toUpperCase()])
const titled = (words: string[]) => inCapitals(words.map((word) => word[0]!.toUpperCase() + word.slice(1)))
const month = `(?:${inCapitals(months).join('|')}|(?:${titled(Object.keys(shortMonths)).join('|')})(?:\\.|(?![\\p{L}.])))`
const shortDay = titled(Object.keys(days))
  .toSorted((a, b) => b.length - a.length)
  .join('|')
const ending = '(?:st|nd|rd|th|ST|ND|RD|TH)'
const day = (suffix = '') => `(?<day${suffix}>3[01]|[12]\\d|0?[1-9])${ending}?`
const noMore =
  '(?![\\p{L}\\d:]|[.,/%-]\\d|\\s?[%°$€£]|(?:\\s(?:million|thousand|percent|men|people|years|miles|times)))'

function toMonth(written: string): string {
  const key = written.replace(/\.$/, '').toLowerCase()
  return shortMonths[key] ?? months.find((name) => name.toLowerCase() === key)!
}

/** `2019-06-30`, `2019/06/30`, `2019-06-30T10:30` */
const iso: Rule<EnglishContext> = {
  pattern:
    /(?<![\d/-])(?<year>[12]\d{3})(?<sign>[-/‐‑])(?<month>0?[1-9]|1[0-2])\k<sign>(?<day>3[01]|[12]\d|0?[1-9])(?:T(?=\d\d:)|(?![\d/]|-\d))/gu,
  say: ({ groups, text }, { accent }) =>
    `${sayDate(Number(groups.day), Number(groups.month), accent)} ${toYear(Number(groups.year), accent)}${text.endsWith('T') ? ', ' : ''}`,
}

/** `3/15/1999`, British `15/3/1999`, `15.3.1999` */
const numeric: Rule<EnglishContext> = {
  pattern:
    /(?<![\d/.-])(?<first>0?[1-9]|[12]\d|3[01])(?<sign>[/.-])(?<second>0?[1-9]|[12]\d|3[01])\k<sign>(?<year>[12]\d{3}|\d{2})(?![\d/]|[.,-]\d)/gu,
  say({ groups }, { accent }) {
    const { first, second, year, sign } = groups
    if (sign !== '/' && year!.length === 2) return undefined
    const numbers = [Number(first), Number(second)] as const
    const isDayFirst = numbers[0] > 12 || (numbers[1] <= 12 && (accent === 'gb' || sign === '.'))
    const [day, month] = isDayFirst ? numbers : [numbers[1], numbers[0]]
    if (month > 12) return undefined
    const said = year!.length === 2 ? sayShortYear(year!, accent) : toYear(Number(year), accent)
    return `${sayDate(day, month, accent)} ${said}`
  },
}

/** `on 11/12`: the day and month of a year that is known. */
const dayOfYear: Rule<EnglishContext> = {
  pattern:
    /(?=\d)(?<=(?:^|[^\p{L}])(?:[Oo]n|[Ww]eek of|[Uu]ntil|[Bb]y|[Ss]ince|[Dd]ated|[Ff]rom|[Bb]efore|[Aa]fter|[Dd]ue)\s)(?<month>0?[1-9]|1[0-2])\/(?<day>0?[1-9]|[12]\d|3[01])(?![\d/]|\s(?:of|inch|cup|mile|teaspoon)|\.\d)/gu,
  say({ groups, text }, { accent }) {
    if (text === '9/11' || text === '24/7') return undefined
    const [month, day] = [Number(groups.month), Number(groups.day)]
    if (accent === 'gb') return day <= 12 ? sayDate(month, day, accent) : undefined
    return sayDate(day, month, accent)
  },
}

function sayDate(day: number, month: number, accent: Accent): string {
  const name = months[month - 1]!
  return accent === 'gb' ? `the ${toOrdinal(day, accent)} of ${name}` : `${name} ${toOrdinal(day, accent)}`
}

function sayShortYear(digits: string, accent: Accent): string {
  return digits.startsWith('0') ? `oh ${toDigits(digits[1]!)}` : toCardinal(Number(digits), accent)
}

/** `July 4`, `May 1–3`, `Sept. 9th`, `March 3–April 2` */
const monthAndDay: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<!\\p{L})(?<month>${month})${space}${day()}(?:${dash}(?:(?<month2>${month})${space})?${day('2')})?${noMore}`,
    'gu',
  ),
  say({ groups }, { accent }) {
    const the = accent === 'gb' ? 'the ' : ''
    const name = toMonth(groups.month!)
    const first = `${name} ${the}${toOrdinal(Number(groups.day), accent)}`
    if (!groups.day2) return first
    const next = groups.month2 ? `${toMonth(groups.month2)} ` : ''
    return `${first} to ${next}${the}${toOrdinal(Number(groups.day2), accent)}`
  },
}

/** `4 July`, `1–3 May`, `the 5 May`, `12 Dec.` */
const dayAndMonth: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<![\\d.,:/$£€#–-])(?<the>[Tt]he${space})?(?<!\\d)${day()}(?:${dash}${day('2')})?(?:${space}of)?${space}(?<month>${month})(?!\\p{L})`,
    'gu',
  ),
  say({ groups, text, end, after }, { accent, endsSentence }) {
    if (
      /^\s\p{Ll}/u.test(after) &&
      /^(?:May|March)$/.test(groups.month!) &&
      /^\s(?:be|have|not|on|to|toward)\b/.test(after)
    )
      return undefined
    const the = groups.the ? `${groups.the[0]}he` : 'the'
    const last = groups.day2 ? ` to the ${toOrdinal(Number(groups.day2), accent)}` : ''
    const stop = text.endsWith('.') && endsSentence(end) ? '.' : ''
    return `${the} ${toOrdinal(Number(groups.day), accent)}${last} of ${toMonth(groups.month!)}${stop}`
  },
}

/** `Jan. 1999`, `in Dec. and`, `Sept 2001` */
const monthAlone: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<!\\p{L})(?<month>${titled(Object.keys(shortMonths)).join('|')})(?<stop>\\.)?(?!\\p{L})(?:(?<range>-|–)(?<month2>${titled(Object.keys(shortMonths)).join('|')})(?<stop2>\\.)?(?!\\p{L}))?`,
    'gu',
  ),
  say({ groups, before, after, end }, { endsSentence }) {
    const { month, stop, month2, stop2 } = groups
    const isCertain = /^,?\s['’]?\d{2,4}(?!\d)/u.test(after) || month2 !== undefined
    if (!isCertain && !(stop && !/^(?:Jan|Mar|Jun)$/.test(month!))) return undefined
    if (!isCertain && /\bthe\s$/i.test(before)) return undefined
    const ends = (month2 ? stop2 : stop) && endsSentence(end) ? '.' : ''
    return toMonth(month!) + (month2 ? ` to ${toMonth(month2)}` : '') + ends
  },
}

/** `Mon.–Fri.`, `Thu., May 5`, `Sun. morning`, `Mon/Wed` */
const weekdays: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}])(?<day>${shortDay})(?<stop>\\.)?(?:(?<sign>${dash}|/|\\s?&\\s?)(?<day2>${shortDay})(?<stop2>\\.)?)?(?!\\p{L})`,
    'gu',
  ),
  say({ groups, before, after, end }, { endsSentence }) {
    const { day, stop, day2, stop2, sign } = groups
    if (day2) {
      const between = /[/]/.test(sign!) ? 'and' : /&/.test(sign!) ? 'and' : 'to'
      return `${toDay(day!)} ${between} ${toDay(day2)}${stop2 && endsSentence(end) ? '.' : ''}`
    }
    const isNamed = /^(?:Sat|Sun|Wed|Mon)$/i.test(day!)
    const isTime = timeFollows.test(after)
    if (!stop && dayFollows.test(after)) return toDay(day!)
    if (stop) {
      const ends = endsSentence(end)
      if (ends && isNamed && !/\b(?:on|every|last|next|until|by|from|this|of|and|or)\s$/i.test(before)) return undefined
      if (isNamed && /\b(?:the|a)\s$/i.test(before)) return undefined
      return toDay(day!) + (ends ? '.' : '')
    }
    return isTime && !/^(?:Sun|Sat|Wed)$/i.test(day!)
      ? toDay(day!)
      : isTime && /[\d\ufffc]/.test(after.slice(0, 5))
        ? toDay(day!)
        : undefined
  },
}

const timeFollows = new RegExp(
  `^,?\\s(?:\\d{1,2}(?!\\d)|\ufffc|${month}(?!\\p{L})|(?:morning|afternoon|evening|night|noon)\\b)`,
  'u',
)

/** `Mon, Wed and Fri`; what is read already is a day of the list. */
const dayFollows = new RegExp(`^,?\\s(?:(?:and|or|&)\\s)?(?:${shortDay})(?:[.,;]|\\s(?:and|or|&|at)\\s|$)`, 'u')

function toDay(written: string): string {
  return days[written.toLowerCase()]!
}

/** `1920s`, `’60s`, `mid-1800s` */
const decades: Rule<EnglishContext> = {
  pattern: /(?<![\d.,\p{L}]|\p{Lu}-)['’‘]?(?<decade>\d?\d?\d0)['’]?(?:s|S(?=\P{Ll}{4}|\P{Ll}{0,4}$))(?![\p{L}\d])/gu,
  say: ({ groups }, { accent }) => toPlural(sayYearOrCount(groups.decade!, accent)),
}

/** `the class of ’04` */
const shortYears: Rule<EnglishContext> = {
  pattern: /(?<![\p{L}\d])['’‘](?<year>\d{2})(?![\p{L}\d'’"”″′%]|[.,:]\d)/gu,
  say({ groups, after }, { accent }) {
    return /^\s(?:\p{L}+\s){0,2}\p{L}+['’](?!\p{L})/u.test(after) ? undefined : sayShortYear(groups.year!, accent)
  },
}

/** A year of the future: `in 2150`. */
const futureYears: Rule<EnglishContext> = {
  pattern:
    /(?=2)(?<=\b(?:[Ii]n|[Yy]ear|[Yy]ear (?:is|was)|[Ss]ince|[Uu]ntil|[Bb]y)\s)(?<year>2[1-9]\d\d)(?![\d,.%]?\d)/g,
  say: ({ groups }, { accent }) => toYear(Number(groups.year), accent),
}

/** `1861–1865`, `1914-18`, `1998–’99`, `1640s–1660s` */
const yearRanges: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<![\\d.,$£€#-])(?<first>1[0-9]\\d\\d|20\\d\\d)${dash}['’]?(?<second>1[0-9]\\d\\d|20\\d\\d|\\d\\d)(?![\\d-]|[.,]\\d|\\s?[%°]|\\p{L})`,
    'gu',
  ),
  say({ groups }, { accent }) {
    const { first, second } = groups
    const last = second!.length === 2 ? sayShortYear(second!, accent) : sayYearOrCount(second!, accent)
    return `${sayYearOrCount(first!, accent)} to ${last}`
  },
}

/** `the 19th c.` */
const centuries: Rule<EnglishContext> = {
  pattern: /c(?<=\d(?:st|nd|rd|th)[\s-]c)\.(?=[\s,;)])/gu,
  say: ({ end, after }: Match, { endsSentence }) =>
    endsSentence(end) && !/^\s(?:BC|AD|CE|B\.C|A\.D)/.test(after) ? 'century.' : 'century',
}

/** Days and months that stand without a number too. */
export const calendarRules = [monthAlone, weekdays]
export const dateRules = [
  ...[iso, numeric, dayOfYear, monthAndDay, dayAndMonth, ...calendarRules, decades, shortYears, futureYears],
  ...[yearRanges, centuries],
]
