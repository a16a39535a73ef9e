import type { Match, Rule } from '../rule.ts'
import { type Amount, amountPattern, dash, isOne, sayAmount, sayYearOrCount, space, toAmount } from './amounts.ts'
import { isBeforeNoun } from './before-a-noun.ts'
import type { Accent, EnglishContext } from './context.ts'
import { toScale } from './money.ts'
import { toCardinal } from './number-words.ts'
import { findUnit, perPattern, unitPattern } from './units.ts'

const minus = String.raw`(?:(?<![\p{L}\p{N}\ufffc)\].,–—-])(?<minus>[-−‒–](?=[\d.])))?`
const range = `(?:(?:${dash}|${space}to${space})${amountPattern('2')})?`
const noLetter = String.raw`(?![\p{L}\d]|\.\p{L})`

const percent: Rule<EnglishContext> = {
  pattern: new RegExp(`${minus}${amountPattern()}(?:${space}?%)?${range}${space}?(?<sign>%|‰|\\bpct\\b\\.?)`, 'gu'),
  say({ groups }, { accent }) {
    return joined(sayRange(groups, accent), groups.sign === '‰' ? 'per mille' : 'percent')
  },
}

const degreeNames: Record<string, string> = { C: 'Celsius', F: 'Fahrenheit', K: 'Kelvin' }
const winds: Record<string, string> = { N: 'north', S: 'south', E: 'east', W: 'west' }

const coordinates: Rule<EnglishContext> = {
  pattern: new RegExp(
    String.raw`${minus}${amountPattern()}${space}?[°º](?:${space}?(?<minutes>\d{1,2}(?:\.\d{1,6})?)${space}?['’′](?:${space}?(?<seconds>\d{1,2}(?:\.\d{1,6})?)${space}?(?:["”″]|['’′]{2}))?)?${space}?(?<wind>[NSEW])(?![\p{L}])`,
    'gu',
  ),
  say({ groups }, { accent }) {
    const { minutes, seconds, wind } = groups
    const count = (written: string) =>
      sayAmount({ digits: written.split('.')[0]!, part: written.split('.')[1] }, accent)
    const amount = toAmount(groups)!
    return joined(
      `${sayAmount(amount, accent)} ${isOne(amount) ? 'degree' : 'degrees'}`,
      minutes ? `${count(minutes)} ${minutes === '1' ? 'minute' : 'minutes'}` : '',
      seconds ? `${count(seconds)} ${seconds === '1' ? 'second' : 'seconds'}` : '',
      winds[wind!]!,
    )
  },
}

const temperature: Rule<EnglishContext> = {
  pattern: new RegExp(
    `${minus}${amountPattern()}(?:${space}?[°º](?:${space}?[CFK])?)?${range}(?:${space}?[°º](?:${space}?(?<scale>[CFK])${noLetter})?|${space}?(?<sign>[℃℉]))`,
    'gu',
  ),
  say(match, { accent }) {
    const { groups } = match
    const amount = toAmount(groups)!
    const name = groups.scale ?? (groups.sign === '℃' ? 'C' : groups.sign === '℉' ? 'F' : '')
    const isSingular = (isOne(amount) && !toAmount(groups, '2')) || (name === '' && isBeforeNoun(match))
    return joined(sayRange(groups, accent), isSingular ? 'degree' : 'degrees', degreeNames[name] ?? '')
  },
}

/** `5 ft 10 in`, `6 ft. 2 in. tall`, `6’2”` */
const feetAndInches: Rule<EnglishContext> = {
  pattern: new RegExp(
    String.raw`(?<!\d|\d[.,])(?:(?<feet>\d{1,3})(?:${space}?(?:ft|feet|foot)\.?,?${space}?|${space}?['’′]${space}?)(?<inches>\d{1,2}(?:\.\d{1,3})?)(?<half>½|¼|¾)?(?:${space}?(?<word>in\.?|inches)(?![\p{L}])|${space}?(?:["”″]|['’′]{2})|(?<=\d['’′]\d{1,2})(?![\d\p{L}'’]|[.,]\d)))`,
    'gu',
  ),
  say(match, { accent, endsSentence }) {
    const { groups, text, end } = match
    const [inches, part] = groups.inches!.split('.')
    const half = groups.half
      ? ` and a ${{ '½': 'half', '¼': 'quarter', '¾': 'three quarters' }[groups.half]}`.replace('a three', 'three')
      : ''
    const count = sayAmount({ digits: inches!, part }, accent) + half
    const feet = toCardinal(Number(groups.feet), accent)
    if (!groups.word) return `${feet} foot ${count}`
    const stop = text.endsWith('.') && endsSentence(end) ? '.' : ''
    if (isBeforeNoun(match)) return `${feet} foot ${count} inch`
    return `${feet} ${groups.feet === '1' ? 'foot' : 'feet'} ${count} ${groups.inches === '1' && !half ? 'inch' : 'inches'}${stop}`
  },
}

/** `7' x 3'`, `5" × 7"` */
const sides: Rule<EnglishContext> = {
  pattern: /(?<![\d.,])(?<first>\d{1,4})(?<sign>['’′]|["”″])\s?(?:x|×|by)\s?(?<second>\d{1,4})\k<sign>(?!\p{L})/gu,
  say({ groups }, { accent }) {
    const names = /['’′]/.test(groups.sign!) ? ['foot', 'feet'] : ['inch', 'inches']
    const say = (count: string) => `${toCardinal(Number(count), accent)} ${count === '1' ? names[0] : names[1]}`
    return `${say(groups.first!)} by ${say(groups.second!)}`
  },
}

/** `15" screen`, `a 6' fence`: only where a quotation cannot end. */
const inchSign: Rule<EnglishContext> = {
  pattern: new RegExp(
    String.raw`${amountPattern()}(?<half>½|¼|¾)?(?:(?<inches>["”″])|(?<feet>′|['’](?=${space}\p{Ll})))`,
    'gu',
  ),
  say(match, { accent }) {
    const { groups, source, start, before, after } = match
    const amount = toAmount(groups)!
    if (/[/⁄]$/.test(before)) return undefined
    const isPrime = /[″′]$/.test(match.text)
    if (!isPrime && groups.inches && (isQuoteOpen(source, start) || /^[.,!?;]?\s*$/.test(after))) return undefined
    const isMeasure = isBeforeNoun(match) || /^\s(?:tall|wide|long|high|deep|thick|across|above|below)\b/.test(after)
    if (!isPrime && groups.feet && (/['‘]\P{Lu}{0,40}$/u.test(before) || !isMeasure)) return undefined
    const [one, several] = groups.inches ? ['inch', 'inches'] : ['foot', 'feet']
    const half = groups.half ? ` and ${{ '½': 'a half', '¼': 'a quarter', '¾': 'three quarters' }[groups.half]}` : ''
    return `${sayAmount(amount, accent)}${half} ${isOne(amount) || isBeforeNoun(match) ? one : several}`
  },
}

/** Whether a quotation mark stands open in the paragraph before. */
function isQuoteOpen(source: string, at: number): boolean {
  const line = source.slice(Math.max(0, at - 500, source.lastIndexOf('\n', at - 1) + 1), at)
  const straight = line.match(/"/g)?.length ?? 0
  return straight % 2 === 1 || line.lastIndexOf('“') > line.lastIndexOf('”')
}

const measures: Rule<EnglishContext> = {
  pattern: new RegExp(
    String.raw`(?<!\p{L})${minus}${amountPattern()}(?:(?:${space}?${unitPattern})?${dash}${amountPattern('2')})?(?<vulgar>[½¼¾⅓⅔⅛⅜⅝⅞])?(?<gap>[-\s\u00a0\u202f\u2009]?)(?<unit>${unitPattern})(?<stop>\.?)${noLetter}(?:/(?<per>${perPattern})${noLetter})?`,
    'gu',
  ),
  say(match, { accent, endsSentence }) {
    const { groups, end } = match
    const { unit, stop, gap } = groups
    const names = findUnit(unit!)
    if (!names || isNoUnit(match)) return undefined
    const amount = toAmount(groups)!
    const half = groups.vulgar ? ` ${halfOf[groups.vulgar]}` : ''
    const isSingular = gap === '-' || (isOne(amount) && !toAmount(groups, '2') && !half) || isBeforeNoun(match)
    const per = groups.per ? ` per ${findUnit(`m/${groups.per}`)?.[0].split(' per ')[1] ?? groups.per}` : ''
    const ends = per + (stop === '.' && endsSentence(end) ? '.' : '')
    return joined(sayRange(groups, accent) + half, isSingular ? names[0] : names[1]) + ends
  },
}

const halfOf: Record<string, string> = {
  ...{ '½': 'and a half', '¼': 'and a quarter', '¾': 'and three quarters', '⅓': 'and a third', '⅔': 'and two thirds' },
  ...{ '⅛': 'and an eighth', '⅜': 'and three eighths', '⅝': 'and five eighths', '⅞': 'and seven eighths' },
}

/** What only looks like a unit: `in` as a word, `8 h` in a list of letters, `the 1960s`, `he scored 5 s`. */
function isNoUnit({ groups, after, before }: Match): boolean {
  const { unit, stop, gap } = groups
  const bare = unit!
  if (/\n/.test(gap!)) return true
  if (bare === 'in')
    return (
      !(stop === '.' && /^\s+[\p{Ll}\d(]|^\s*$|^[,;)]/u.test(after)) &&
      !/^\s(?:tall|long|wide|high|deep|thick|across|by|x|in diameter)\b/.test(after)
    )
  if (bare === 'st') return gap === '' && /(?<!1)1$/.test(groups.whole ?? '')
  if (bare === 's') return gap === '' && groups.part === undefined
  const mayBeWord = /^(?:pt|pts|mo|h|min|sec|cal|mb|ly|yr|wk)$/.test(bare) && stop === ''
  if (mayBeWord && gap === '-' && !after.startsWith('-')) return true
  if (bare === 'm' && /[$£€]\s?$/.test(before)) return true
  return /^(?:day|week|month|year|night|hour|minute|second|person|head)$/.test(bare)
}

/** `1.5M fans`, `3bn people`, `20K` */
const big: Rule<EnglishContext> = {
  pattern: new RegExp(
    String.raw`(?<!\p{L})${minus}${amountPattern()}${range}(?<scale>k|K|M|mn|mln|bn|Bn|B|tn|trn|${space}(?:mn|mln|bn|tn|trn))(?<plus>\+?)${noLetter}`,
    'gu',
  ),
  say({ groups, after }, { accent }) {
    if (
      /^[Kk]$/.test(groups.scale!) &&
      /^\s(?:screen|video|tv|television|resolution|display|monitor|run|race|camera)\b/i.test(after)
    )
      return undefined
    if (
      groups.scale === 'B' &&
      groups.part === undefined &&
      !/^\s(?:people|users|years|dollars|views|(?!is|was|has|does|as|its|this|us)\p{Ll}+s)\b/u.test(after)
    )
      return undefined
    return joined(sayRange(groups, accent), toScale(groups.scale!.trim()), groups.plus ? 'plus' : '')
  },
}

/** `five to ten`; minus where it is written. */
export function sayRange(groups: Record<string, string | undefined>, accent: Accent): string {
  const first = sayAmount(toAmount(groups)!, accent)
  const last = toAmount(groups, '2')
  return joined(groups.minus ? 'minus' : '', last ? `${first} to ${sayAmount(last, accent)}` : first)
}

/** What is left: counts, years, decimals, and stretches of them. */
const range2 = String.raw`(?:(?<dash>${dash})${amountPattern('2')}(?![\d])(?!${dash}\d))?`
const counts: Rule<EnglishContext> = {
  pattern: new RegExp(`${minus}${amountPattern()}${range2}(?<plus>\\+(?![\\d\\p{L}+]))?`, 'gu'),
  say(match, { accent }) {
    const { groups } = match
    const last = toAmount(groups, '2')
    const first = sayCount(toAmount(groups)!, groups.whole, accent)
    const between = last && (isSubtraction(match) ? 'minus' : 'to')
    const words = [groups.minus ? 'minus' : '', first, between ?? '', last ? sayCount(last, groups.whole2, accent) : '']
    return apart(joined(...words, groups.plus ? 'plus' : ''), match)
  },
}

/** With a space between a number and a letter beside it: `MP3`, `75p`. */
function apart(words: string, { before, after }: Match): string {
  return (/\p{L}$/u.test(before) ? ' ' : '') + words + (/^\p{L}/u.test(after) ? ' ' : '')
}

function isSubtraction({ groups, start, end, source }: Match): boolean {
  if (/−/.test(groups.dash!)) return true
  const isSum =
    /^\s?[=+×÷*]\s?[\d(]/.test(source.slice(end, end + 5)) ||
    /[\d)]\s?[=+×÷*]\s?$/.test(source.slice(Math.max(0, start - 5), start))
  const isResult = /^\s?=/.test(source.slice(end, end + 2))
  return isSum && (/\s/.test(groups.dash!) || isResult)
}

function sayCount(amount: Amount, written: string | undefined, accent: Accent): string {
  const isBare = amount.part === undefined && /^\d+$/.test(written ?? '')
  return isBare ? sayYearOrCount(amount.digits, accent) : sayAmount(amount, accent)
}

/** Digits that no other rule took. */
const digits: Rule<EnglishContext> = {
  pattern: /\d{1,60}/g,
  say: (match, { accent }) => apart(sayYearOrCount(match.text, accent), match),
}

function joined(...words: string[]): string {
  return words.filter(Boolean).join(' ')
}

export const quantityRules = [percent, coordinates, temperature, sides, feetAndInches, inchSign, measures, big]
export const countRules = [counts, digits]
