import type { Range } from '#server/text/range.ts'
import { dayAfterMonth, dayBeforeMonth, sayDayAfterMonth, sayDayBeforeMonth } from './dates.ts'
import type { Accent } from './language.ts'
import { toCardinal, toDigits, toOrdinal, toPlural, toYear } from './number-words.ts'
import { fromRoman } from './roman.ts'

/** A number in the text with the words that say it. */
export interface WrittenNumber extends Range {
  words: string
}

/** The numbers of a text in order: counts, ordinals, years, decimals, money, times, fractions, and some Roman ones. */
export function findNumbers(text: string, accent: Accent): WrittenNumber[] {
  const numbers: WrittenNumber[] = []
  let unread = text
  for (const { pattern, say } of rules) {
    for (const match of [...unread.matchAll(pattern)]) {
      const end = match.index + match[0].length
      numbers.push(withOwner(text, { start: match.index, end, words: say({ ...match.groups }, accent) }))
    }
    unread = unread.replace(pattern, (match) => readMark.repeat(match.length))
  }
  return numbers.sort((a, b) => a.start - b.start)
}

/** `Henry VIII's`, `Apollo 11's` */
function withOwner(text: string, number: WrittenNumber): WrittenNumber {
  if (!/^['’]s(?!\p{L})/u.test(text.slice(number.end, number.end + 3))) return number
  return { ...number, end: number.end + 2, words: `${number.words}'s` }
}

/** Stands in the text for what a rule has read. */
const readMark = '\ufffc'

interface NumberRule {
  pattern: RegExp
  say(groups: Record<string, string | undefined>, accent: Accent): string
}

const amount = String.raw`(?<!\d)(?<amount>\d{1,3}(?:,\d{3})+(?!\d)|\d+)`
const scale = '(?<scale> (?:hundred|thousand|million|billion|trillion)(?![a-z])|(?:k|K|m|M|bn|B|tn)(?!\\p{L}))'
const numbered =
  'Chapter|CHAPTER|Book|BOOK|Part|PART|Volume|VOLUME|Vol\\.|Act|ACT|Scene|SCENE|Section|SECTION|Canto|World War'
const rulers =
  'Henry|Edward|George|James|Charles|William|Louis|Richard|Elizabeth|Philip|Napoleon|Pius|Leo|Paul|Benedict|Frederick' +
  '|Nicholas|Catherine|Alexander|Peter|Francis|Gregory|Innocent|Clement|Urban|Robert|Otto|Ferdinand|Gustav|Ivan'

/** The first that fits wins. */
const rules: NumberRule[] = [
  {
    pattern: new RegExp(`(?<=(?<!\\p{L})(?:${numbered})\\s)(?<roman>[IVXLC]+)(?![\\p{L}'’])`, 'gu'),
    say: ({ roman }, accent) => toCardinal(fromRoman(roman!), accent),
  },
  {
    pattern: new RegExp(`(?<=(?<!\\p{L})(?:${numbered})\\s)(?<roman>[ivx]{2,}|v)(?![\\p{L}'’])`, 'gu'),
    say: ({ roman }, accent) => toCardinal(fromRoman(roman!.toUpperCase()), accent),
  },
  {
    pattern: new RegExp(`(?<=(?<!\\p{L})(?:${rulers})\\s)(?<roman>[IVX]{2,6}|V)(?!\\p{L})`, 'gu'),
    say: ({ roman }, accent) => `the ${toOrdinal(fromRoman(roman!), accent)}`,
  },
  { pattern: new RegExp(`(?<sign>[$£€¥₹])\\s?${amount}(?:\\.(?<part>\\d+))?${scale}?`, 'gu'), say: sayMoney },
  {
    pattern:
      /(?<![\d:.])(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?![\d:])(?<half>\s?[ap](?:\.m\.(?=\s\p{Ll})|\.?m\b))?/gu,
    say: sayTime,
  },
  {
    pattern: /(?<![\d.,])['’]?(?<decade>\d?\d?\d0)['’]?s(?!\p{L})/gu,
    say: ({ decade }, accent) => toPlural(sayWhole(decade!, accent)),
  },
  {
    pattern: /(?<!\p{L})WW(?<war>II|I|2|1)(?![\p{L}\d])/gu,
    say: ({ war }) => `World War ${war!.length > 1 || war === '2' ? 'two' : 'one'}`,
  },
  { pattern: dayAfterMonth, say: sayDayAfterMonth },
  { pattern: dayBeforeMonth, say: sayDayBeforeMonth },
  {
    pattern: new RegExp(`${amount}(?:st|nd|rd|th)(?!\\p{L})`, 'gu'),
    say: (groups, accent) => sayOrdinal(groups.amount!, accent),
  },
  {
    pattern: /(?<![\d:.])(?:(?<book>(?<=\p{Lu}\p{L}+\s))|)(?<first>\d{1,3}):(?<second>\d)(?![\d:])/gu,
    say: ({ book, first, second }, accent) =>
      `${sayCardinal(first!, accent)} ${book === undefined ? 'to ' : ''}${sayCardinal(second!, accent)}`,
  },
  {
    pattern: /(?<=\b(?:[Ii]n|[Yy]ear|[Yy]ear (?:is|was)|[Ss]ince|[Uu]ntil|[Bb]y)\s)(?<year>2[1-9]\d\d)(?![\d,.%]?\d)/g,
    say: ({ year }, accent) => toYear(Number(year), accent),
  },
  { pattern: /(?<![\d/])24\/7(?![\d/])/g, say: () => 'twenty four seven' },
  {
    pattern: /(?<![\d.])(?<feet>\d{1,2})['’′]\s?(?<inches>\d{1,2})["”″]/g,
    say: ({ feet, inches }, accent) => `${sayCardinal(feet!, accent)} foot ${sayCardinal(inches!, accent)}`,
  },
  {
    pattern: /(?<=\b(?:[Cc]all|[Dd]ial)(?:s|ed|ing|led|ling)?\s)(?<digits>911|999|112)(?!\d)/g,
    say: ({ digits }) => toDigits(digits!),
  },
  {
    pattern:
      /(?<=\b(?:[Rr]oom|[Ff]light|[Rr]oute|[Hh]ighway|[Ss]uite|[Aa]partment)\s)(?<first>[1-9])(?<rest>\d[1-9]|[1-9]0)(?![\d,.]?\d)/g,
    say: ({ first, rest }, accent) => sayInPair(first!, rest!, accent),
  },
  {
    pattern: /(?<![\d.,])(?<first>[1-9])(?<rest>\d[1-9]|[1-9]0)(?=[A-F]\b)/g,
    say: ({ first, rest }, accent) => sayInPair(first!, rest!, accent),
  },
  {
    pattern:
      /(?<![\d-])(?:(?<country>1)-(?<code>\d{3})|\((?<area>\d{3})\))[-\s](?<first>\d{3})-(?<second>\d{4})(?![\d-])/g,
    say: ({ country, code, area, first, second }) =>
      toDigits(`${country ?? ''}${code ?? ''}${area ?? ''}${first}${second}`),
  },
  {
    pattern: /(?<![\d/.])(?<over>\d{1,2})[/⁄](?<under>[2-9]|10)(?![\d/])/gu,
    say: ({ over, under }, accent) => sayFraction(Number(over), Number(under), accent),
  },
  {
    pattern: /(?<whole>\d{1,9})?\s?(?<vulgar>[½⅓⅔¼¾⅛⅜⅝⅞])/gu,
    say: ({ whole, vulgar }, accent) =>
      whole ? `${sayWhole(whole, accent)} and ${halves(vulgar!)}` : vulgars[vulgar!]!,
  },
  { pattern: /(?<=(?:\d|\b[kcm]?m))(?<power>[²³])/gu, say: ({ power }) => (power === '²' ? 'squared' : 'cubed') },
  {
    pattern: /(?<![\d-])(?<first>\d{3})-(?<second>\d{4})(?![\d-])/gu,
    say: (groups) => toDigits(`${groups.first}${groups.second}`),
  },
  {
    pattern: /(?<![\d.,-])(?<first>\d{1,4})\s?[-–—]\s?(?<second>\d{1,4})(?![\d.,]?\d|-)/gu,
    say: ({ first, second }, accent) => `${sayWhole(first!, accent)} to ${sayWhole(second!, accent)}`,
  },
  {
    pattern: new RegExp(
      `(?<minus>(?<![\\p{L}\\p{N}-])[-−])?${amount}(?:\\.(?<part>\\d+))?(?:\\s?(?<unit>km|kg|cm|mm|lbs?|oz|mph|(?:ft|yd|in)\\.(?=\\s[\\p{Ll}\\d])|ft|yd)(?!\\p{L}))?`,
      'gu',
    ),
    say: sayCount,
  },
]

function sayCount({ minus, amount, part, unit }: Record<string, string | undefined>, accent: Accent): string {
  const whole = part === undefined ? sayWhole(amount!, accent) : sayCardinal(amount!, accent)
  const words = [minus ? 'minus' : '', whole, part === undefined ? '' : `point ${toDigits(part)}`]
  const name = unit && units[unit.replace('.', '')]!
  if (name) words.push(part === undefined && amount === '1' ? name : toPluralUnit(name))
  return words.filter(Boolean).join(' ')
}

/** Four digits without a comma are read as a year is: 1813, and 1500 men as well. */
function sayWhole(digits: string, accent: Accent): string {
  return /^(?:1[1-9]\d|20\d|10[1-9])\d$/.test(digits) ? toYear(Number(digits), accent) : sayCardinal(digits, accent)
}

function sayCardinal(written: string, accent: Accent): string {
  const digits = written.replaceAll(',', '')
  return /^0\d|^\d{16}/.test(digits) ? toDigits(digits) : toCardinal(Number(digits), accent)
}

function sayOrdinal(written: string, accent: Accent): string {
  const digits = written.replaceAll(',', '')
  return digits.length > 15 ? toDigits(digits) : toOrdinal(Number(digits), accent)
}

/** `$3.50`, `£1`, `€2.5 million` */
function sayMoney({ sign, amount, part, scale }: Record<string, string | undefined>, accent: Accent): string {
  const [one, many, cent, cents] = currencies[sign!]!
  const whole = sayCardinal(amount!, accent)
  if (scale || (part && part.length !== 2)) {
    const scaleWord = scale && (scales[scale.toLowerCase()] ?? scale.trim())
    return [whole, part && `point ${toDigits(part)}`, scaleWord, many].filter(Boolean).join(' ')
  }
  const wholeWords = `${whole} ${amount === '1' ? one : many}`
  if (!Number(part ?? 0)) return wholeWords
  const partWords = `${toCardinal(Number(part), accent)} ${part === '01' ? cent : cents}`
  return Number(amount!.replaceAll(',', '')) === 0 ? partWords : `${wholeWords} and ${partWords}`
}

/** Numbers on doors and of roads: `101` is `one oh one`, `237` is `two thirty seven`. */
function sayInPair(first: string, rest: string, accent: Accent): string {
  return `${toDigits(first)} ${rest.startsWith('0') ? `oh ${toDigits(rest[1]!)}` : toCardinal(Number(rest), accent)}`
}

function sayTime({ hour, minute, half }: Record<string, string | undefined>, accent: Accent): string {
  const words = [toCardinal(Number(hour), accent)]
  if (minute === '00') words.push(half ? '' : Number(hour) > 12 ? 'hundred' : "o'clock")
  else words.push(minute!.startsWith('0') ? `oh ${toDigits(minute![1]!)}` : toCardinal(Number(minute), accent))
  if (half) words.push(/a/.test(half) ? 'A.M.' : 'P.M.')
  return words.filter(Boolean).join(' ')
}

function sayFraction(over: number, under: number, accent: Accent): string {
  const part = { 2: over === 1 ? 'half' : 'halve', 4: 'quarter' }[under] ?? toOrdinal(under, accent)
  return `${toCardinal(over, accent)} ${over === 1 ? part : `${part}s`}`
}

/** `two and a half` */
function halves(vulgar: string): string {
  return vulgars[vulgar]!.replace(/^one /, 'a ')
}

function toPluralUnit(unit: string): string {
  return irregularUnits[unit] ?? `${unit}s`
}

const vulgars: Record<string, string> = {
  ...{ '½': 'one half', '⅓': 'one third', '⅔': 'two thirds', '¼': 'one quarter', '¾': 'three quarters' },
  ...{ '⅛': 'one eighth', '⅜': 'three eighths', '⅝': 'five eighths', '⅞': 'seven eighths' },
}
const units: Record<string, string> = {
  ...{ km: 'kilometer', kg: 'kilogram', cm: 'centimeter', mm: 'millimeter' },
  ...{ lb: 'pound', lbs: 'pound', oz: 'ounce', mph: 'miles an hour' },
  ...{ ft: 'foot', yd: 'yard', in: 'inch' },
}
const irregularUnits: Record<string, string> = { 'miles an hour': 'miles an hour', foot: 'feet', inch: 'inches' }
const scales: Record<string, string> = { k: 'thousand', m: 'million', b: 'billion', bn: 'billion', tn: 'trillion' }
const currencies: Record<string, [string, string, string, string]> = {
  $: ['dollar', 'dollars', 'cent', 'cents'],
  '£': ['pound', 'pounds', 'penny', 'pence'],
  '€': ['euro', 'euros', 'cent', 'cents'],
  '¥': ['yen', 'yen', 'sen', 'sen'],
  '₹': ['rupee', 'rupees', 'paisa', 'paise'],
}
