import { fromRoman } from '../english/roman.ts'
import type { Rule } from '../rule.ts'
import { french } from './french.ts'
import { german } from './german.ts'
import { italian } from './italian.ts'
import { portuguese } from './portuguese.ts'
import { spanish } from './spanish.ts'
import type { Counted, Tongue } from './tongue.ts'

export interface OtherContext {
  endsSentence(at: number): boolean
}

const tongues: Record<string, Tongue> = { de: german, fr: french, es: spanish, it: italian, pt: portuguese }
const rulesByLanguage = new Map<string, Rule<OtherContext>[]>()

/** How a language is read; undefined for one that we have no words of. */
export function otherRulesOf(language: string): Rule<OtherContext>[] | undefined {
  const tongue = tongues[language]
  if (!tongue) return undefined
  const rules = rulesByLanguage.get(language) ?? toRules(tongue)
  rulesByLanguage.set(language, rules)
  return rules
}

const space = String.raw`[ \u00a0\u202f\u2009]`
const whole = String.raw`(?:\d{1,3}(?:\.\d{3}){1,8}(?!\d)|\d{1,3}(?:[ \u00a0\u202f\u2009’']\d{3}){1,8}(?!\d)|\d{1,60})`
const dash = `${space}?[-‐‑–—−]${space}?`
const amount = (suffix = '') => String.raw`(?<!\d|\d[.,])(?<whole${suffix}>${whole})(?:,(?<part${suffix}>\d{1,60}))?`
const clear = String.raw`(?![\p{L}\d])`

type Groups = Record<string, string | undefined>

function toRules(tongue: Tongue): Rule<OtherContext>[] {
  return [
    ...[dates(tongue), numericDates(tongue), times(tongue), decadesOf(tongue), money(tongue), moneyBehind(tongue)],
    ...[percents(tongue), temperatures(tongue), ordinalsOf(tongue), romans(tongue), measures(tongue), scales(tongue)],
    ...[
      beforeNumbers(tongue),
      abbreviationsOf(tongue),
      fractions(tongue),
      phones(tongue),
      ranges(tongue),
      counts(tongue),
    ],
    ...[signs(tongue)],
  ].filter((rule) => rule !== undefined)
}

function oneOf(words: string[]): string {
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
  return escaped.toSorted((a, b) => b.length - a.length).join('|')
}

function toValue(groups: Groups, suffix = ''): { digits: string; part?: string } {
  return { digits: groups[`whole${suffix}`]!.replace(/\D/g, ''), part: groups[`part${suffix}`] }
}

function sayNumber(tongue: Tongue, { digits, part }: { digits: string; part?: string }): string {
  if (/^0\d|^\d{16}/.test(digits)) return sayDigits(tongue, digits)
  const said = tongue.cardinal(Number(digits))
  return part === undefined ? said : `${said} ${tongue.point} ${sayDigits(tongue, part)}`
}

function sayDigits(tongue: Tongue, digits: string): string {
  return Array.from(digits, (digit) => tongue.cardinal(Number(digit))).join(' ')
}

/** A row of four digits may be a year. */
function sayYearOrNumber(tongue: Tongue, written: string): string {
  return /^1[1-9]\d\d$/.test(written)
    ? tongue.year(Number(written))
    : sayNumber(tongue, { digits: written.replace(/\D/g, '') })
}

function sayCounted(tongue: Tongue, value: { digits: string; part?: string }, [one, several]: Counted): string {
  if (value.part === undefined && value.digits === '1') return one
  if (tongue.isOneUntilTwo && Number(value.digits) < 2) return `${sayNumber(tongue, value)} ${one.replace(/^\S+ /, '')}`
  return `${tongue.beforeNoun(sayNumber(tongue, value))} ${several}`
}

function dates(tongue: Tongue): Rule<OtherContext> {
  const months = oneOf([...tongue.months, ...tongue.months.map((month) => month[0]!.toUpperCase() + month.slice(1))])
  return {
    pattern: new RegExp(
      `(?<![\\d.,/])(?<day>3[01]|[12]\\d|0?[1-9])(?:\\.|er|º|°)?(?:${dash}(?<day2>3[01]|[12]\\d|0?[1-9])\\.?)?${space}(?<of>de${space})?(?<month>${months})(?:(?:${space}(?<of2>de|del))?${space}(?<year>\\d{4})(?!\\d))?(?!\\p{L})`,
      'gu',
    ),
    say({ groups, before }) {
      const first = tongue.day(Number(groups.day), before)
      const last = groups.day2 ? ` ${tongue.to} ${tongue.day(Number(groups.day2), before)}` : ''
      const year = groups.year ? ` ${groups.of2 ? `${groups.of2} ` : ''}${tongue.year(Number(groups.year))}` : ''
      return `${first}${last} ${groups.of ? 'de ' : ''}${groups.month}${year}`
    },
  }
}

/** `15.3.1999`, `15/03/1999`, `1999-03-15` */
function numericDates(tongue: Tongue): Rule<OtherContext> {
  return {
    pattern:
      /(?<![\d./-])(?:(?<day>0?[1-9]|[12]\d|3[01])(?<sign>[./-])(?<month>0?[1-9]|1[0-2])\k<sign>(?<year>[12]\d{3})|(?<isoYear>[12]\d{3})-(?<isoMonth>0[1-9]|1[0-2])-(?<isoDay>0[1-9]|[12]\d|3[01]))(?![\d/]|[.,-]\d)/gu,
    say({ groups, before }) {
      const day = tongue.day(Number(groups.day ?? groups.isoDay), before)
      const month = tongue.months[Number(groups.month ?? groups.isoMonth) - 1]!
      return `${day} ${tongue.ofMonth}${month} ${tongue.ofYear}${tongue.year(Number(groups.year ?? groups.isoYear))}`
    },
  }
}

/** `14:30 Uhr`, `14 h 30`, `8h` */
function times(tongue: Tongue): Rule<OtherContext> {
  return {
    pattern: new RegExp(
      `(?<![\\d:.,])(?<hour>2[0-4]|[01]?\\d)(?::(?<minute>[0-5]\\d)(?:${space}(?:Uhr|Std\\.|h)(?!\\p{L}))?|${space}?h${space}?(?<minute2>[0-5]\\d)|\\.(?<minute3>[0-5]\\d)${space}Uhr|${space}(?<uhr>Uhr)|(?<h>h)(?=[\\s.,;!?)]|$))(?![\\d:])`,
      'gu',
    ),
    say: ({ groups }) =>
      tongue.time(Number(groups.hour), Number(groups.minute ?? groups.minute2 ?? groups.minute3 ?? 0)),
  }
}

function decadesOf({ decades }: Tongue): Rule<OtherContext> | undefined {
  return decades && { pattern: decades.pattern, say: ({ groups }) => decades.say(Number(groups.decade)) }
}

function money(tongue: Tongue): Rule<OtherContext> {
  const signs = oneOf(Object.keys(tongue.currencies))
  return {
    pattern: new RegExp(
      `(?<![\\p{L}])(?<sign>${signs})${space}?${amount()}(?:${space}(?<scale>${oneOf(Object.keys(tongue.scales))})${clear})?`,
      'gu',
    ),
    say: ({ groups }) => sayMoney(tongue, groups),
  }
}

function moneyBehind(tongue: Tongue): Rule<OtherContext> {
  const signs = oneOf(Object.keys(tongue.currencies))
  return {
    pattern: new RegExp(
      `${amount()}(?:${dash}${amount('2')})?(?:${space}(?<scale>${oneOf(Object.keys(tongue.scales))})(?!\\p{L}))?${space}?(?<sign>${signs})${clear}`,
      'gu',
    ),
    say: ({ groups }) => sayMoney(tongue, groups),
  }
}

function sayMoney(tongue: Tongue, groups: Groups): string {
  const { whole: names, part: cents } = tongue.currencies[groups.sign!]!
  const value = toValue(groups)
  const scale = groups.scale && tongue.scales[groups.scale]
  if (scale) {
    const noun = names[1]
    return `${sayCounted(tongue, value, scale)} ${tongue.ofMillions(noun)}${noun}`
  }
  if (groups.whole2) {
    return `${sayNumber(tongue, value)} ${tongue.to} ${sayCounted(tongue, toValue(groups, '2'), names)}`
  }
  if (value.part === undefined) return saySum(tongue, value.digits, names)
  if (value.part.length !== 2) return sayCounted(tongue, value, names)
  const count = { digits: String(Number(value.part)) }
  const wholes = saySum(tongue, value.digits, names)
  if (Number(value.part) === 0) return wholes
  const parts = sayCounted(tongue, count, cents)
  return Number(value.digits) === 0 ? parts : `${wholes} ${tongue.and} ${parts}`
}

/** `un millón de euros` */
function saySum(tongue: Tongue, digits: string, names: Counted): string {
  if (!/[1-9]0{6}$|0{9}$/.test(digits)) return sayCounted(tongue, { digits }, names)
  return `${sayNumber(tongue, { digits })} ${tongue.ofMillions(names[1])}${names[1]}`
}

const minus = String.raw`(?:(?<![\p{L}\p{N}\ufffc)])(?<minus>[-−–])(?=\d))?`

function percents(tongue: Tongue): Rule<OtherContext> {
  return {
    pattern: new RegExp(`${minus}${amount()}(?:${space}?%)?(?:${dash}${amount('2')})?${space}?%`, 'gu'),
    say: ({ groups }) => `${sayRange(tongue, groups)} ${tongue.percent}`,
  }
}

function sayRange(tongue: Tongue, groups: Groups): string {
  const first = `${groups.minus ? `${tongue.minus} ` : ''}${sayNumber(tongue, toValue(groups))}`
  return groups.whole2 ? `${first} ${tongue.to} ${sayNumber(tongue, toValue(groups, '2'))}` : first
}

function temperatures(tongue: Tongue): Rule<OtherContext> {
  return {
    pattern: new RegExp(`${minus}${amount()}${space}?[°º](?:${space}?(?<scale>[CF])${clear})?(?![\\p{L}\\d])`, 'gu'),
    say({ groups }) {
      if (!groups.scale && tongue.ordinalSigns.pattern.includes('º')) return undefined
      const value = toValue(groups)
      const degrees =
        groups.minus || !(value.digits === '1' && value.part === undefined)
          ? `${sayRange(tongue, groups)} ${tongue.degree[1]}`
          : tongue.degree[0]
      return groups.scale ? `${degrees} ${groups.scale === 'C' ? 'Celsius' : 'Fahrenheit'}` : degrees
    },
  }
}

function ordinalsOf({ ordinalSigns }: Tongue): Rule<OtherContext> {
  return {
    pattern: new RegExp(`(?<![\\d.,\\p{L}])(?<value>\\d{1,4})(?<sign>${ordinalSigns.pattern})`, 'gu'),
    say({ groups, before, after }) {
      const value = Number(groups.value)
      return value > 0 ? ordinalSigns.say(value, groups.sign!, before, after) : undefined
    },
  }
}

function romans({ roman }: Tongue): Rule<OtherContext> {
  const nouns = new RegExp(`(?<!\\p{L})(?<noun>${roman.nouns})\\s$`, 'u')
  return {
    pattern: /(?<![\p{L}\d.’'-])(?<roman>[IVXLCDM]{1,15})(?<sign>er|ère|e|ème|\.)?(?![\p{L}\d])/gu,
    say({ groups, before, after, text, end }, { endsSentence }) {
      const value = fromRoman(groups.roman!)
      if (value === undefined) return undefined
      const noun = nouns.exec(before)?.groups?.noun
      const isCentury = /^\s(?:siècle|Jh|Jahrhundert|secolo)/.test(after)
      if (!noun && !isCentury) return undefined
      const stop = text.endsWith('.') && !isCentury && endsSentence(end) ? '.' : ''
      return roman.say(value, noun ?? 'century') + stop
    },
  }
}

function measures(tongue: Tongue): Rule<OtherContext> {
  return {
    pattern: new RegExp(
      `${minus}${amount()}(?:${dash}${amount('2')})?${space}?(?<unit>${oneOf(Object.keys(tongue.units))})${clear}`,
      'gu',
    ),
    say({ groups }) {
      const unit = tongue.units[groups.unit!]!
      if (groups.whole2)
        return `${sayNumber(tongue, toValue(groups))} ${tongue.to} ${sayCounted(tongue, toValue(groups, '2'), unit)}`
      return (groups.minus ? `${tongue.minus} ` : '') + sayCounted(tongue, toValue(groups), unit)
    },
  }
}

/** `1,5 Mio. Menschen`, `3 milliards` */
function scales(tongue: Tongue): Rule<OtherContext> {
  return {
    pattern: new RegExp(`${amount()}${space}(?<scale>${oneOf(Object.keys(tongue.scales))})(?!\\p{L})`, 'gu'),
    say: ({ groups }) => sayCounted(tongue, toValue(groups), tongue.scales[groups.scale!]!),
  }
}

function beforeNumbers({ beforeNumber }: Tongue): Rule<OtherContext> {
  return {
    pattern: new RegExp(`(?<![\\p{L}\\d])(?<word>${oneOf(Object.keys(beforeNumber))})(?=\\s?[\\d\\ufffc])`, 'gu'),
    say: ({ groups, after }) => beforeNumber[groups.word!]! + (/^\s/.test(after) ? '' : ' '),
  }
}

function abbreviationsOf({ abbreviations }: Tongue): Rule<OtherContext> {
  return {
    pattern: new RegExp(`(?<![\\p{L}\\d])(?<word>${oneOf(Object.keys(abbreviations))})(?![\\p{L}])`, 'gu'),
    say: ({ groups, text, end }, { endsSentence }) =>
      abbreviations[groups.word!]! + (text.endsWith('.') && endsSentence(end) ? '.' : ''),
  }
}

const vulgars: Record<string, [number, number]> = { '½': [1, 2], '⅓': [1, 3], '⅔': [2, 3], '¼': [1, 4], '¾': [3, 4] }

function fractions(tongue: Tongue): Rule<OtherContext> {
  return {
    pattern:
      /(?<![\d/.,])(?:(?<whole>\d{1,6})[ \u00a0]?)?(?:(?<vulgar>[½⅓⅔¼¾])|(?<=(?<![\d/])(?:\d{1,6}[ \u00a0])?)(?<over>\d{1,2})[/⁄](?<under>[2-9]|10)(?![\d/]))/gu,
    say({ groups }) {
      const [over, under] = groups.vulgar ? vulgars[groups.vulgar]! : [Number(groups.over), Number(groups.under)]
      const isHalf = over === 1 && under === 2
      if (groups.whole) {
        const said = isHalf ? tongue.half : tongue.fraction(over, under)
        return said && `${tongue.cardinal(Number(groups.whole))} ${tongue.and} ${said}`
      }
      return tongue.fraction(over, under)
    },
  }
}

/** Rows of digits in groups that begin with a zero or a plus. */
function phones(tongue: Tongue): Rule<OtherContext> {
  return {
    pattern: /(?<![\d\p{L}.,])(?:\+\d{1,3}|0\d{1,5})(?:[ /-]\d{2,10}){1,6}(?![\d,.]\d)/gu,
    say: ({ text }) => (text.startsWith('+') ? `${tongue.plus} ` : '') + sayDigits(tongue, text.replace(/\D/g, '')),
  }
}

function ranges(tongue: Tongue): Rule<OtherContext> {
  return {
    pattern: new RegExp(`${amount()}${dash}${amount('2')}(?!${dash}?\\d)`, 'gu'),
    say({ groups }) {
      const [first, last] = [groups.whole!, groups.whole2!]
      const say = (written: string, part: string | undefined) =>
        part === undefined
          ? sayYearOrNumber(tongue, written)
          : sayNumber(tongue, { digits: written.replace(/\D/g, ''), part })
      return `${say(first, groups.part)} ${tongue.to} ${say(last, groups.part2)}`
    },
  }
}

function counts(tongue: Tongue): Rule<OtherContext> {
  return {
    pattern: new RegExp(`${minus}(?<!\\d)(?<whole>${whole})(?:,(?<part>\\d{1,60}))?`, 'gu'),
    say({ groups, before, after }) {
      const { whole: written, part } = groups
      const said = part === undefined ? sayYearOrNumber(tongue, written!) : sayNumber(tongue, toValue(groups))
      const words = groups.minus ? `${tongue.minus} ${said}` : said
      const isCounting = part === undefined && /^[ \u00a0]\p{L}/u.test(after)
      const spaced = isCounting && written !== '1' ? tongue.beforeNoun(words) : words
      return `${/\p{L}$/u.test(before) ? ' ' : ''}${spaced}${/^\p{L}/u.test(after) ? ' ' : ''}`
    },
  }
}

/** Signs between words and numbers. */
function signs(tongue: Tongue): Rule<OtherContext> {
  const named: Record<string, string> = {
    '%': tongue.percent,
    '&': tongue.and,
    '+': tongue.plus,
    '=': tongue.equals,
    '²': tongue.squared,
  }
  return {
    pattern: /[%&]|(?<=[\p{L}\d\ufffc]\s?)[+=](?=\s?[\p{L}\d\ufffc])|(?<=\p{L})²/gu,
    say({ text, before, after }) {
      if (text === '&' && /\p{Lu}$/u.test(before)) return undefined
      return `${/[^\s(]$/u.test(before) ? ' ' : ''}${named[text]}${/^[^\s.,;:!?)]/u.test(after) ? ' ' : ''}`
    },
  }
}
