import type { Rule } from '../rule.ts'
import { sayAmount, sayCardinal, space } from './amounts.ts'
import type { Accent, EnglishContext } from './context.ts'
import { toCardinal, toOrdinal } from './number-words.ts'

const vulgars: Record<string, [over: number, under: number]> = {
  ...{ '½': [1, 2], '⅓': [1, 3], '⅔': [2, 3], '¼': [1, 4], '¾': [3, 4], '⅕': [1, 5], '⅖': [2, 5], '⅗': [3, 5] },
  ...{ '⅘': [4, 5], '⅙': [1, 6], '⅚': [5, 6], '⅐': [1, 7], '⅛': [1, 8], '⅜': [3, 8], '⅝': [5, 8], '⅞': [7, 8] },
  ...{ '⅑': [1, 9], '⅒': [1, 10], '↉': [0, 3] },
}
const vulgar = `[${Object.keys(vulgars).join('')}]`
const under = '(?:1000|100|[1-9]\\d|[2-9])'

/** Two numbers that are no fraction. */
const pairs: Rule<EnglishContext> = {
  pattern: /(?<![\d/.])(?<first>24|9|50|20|7|80|60|70|90)\/(?<second>7|11|50|20|24|40|30|10)(?![\d/]|\.\d)/gu,
  say({ text, groups }, { accent }) {
    if (!/^(?:24\/7|9\/11|50\/50|20\/20|80\/20|60\/40|70\/30|90\/10|7\/24)$/.test(text)) return undefined
    return `${toCardinal(Number(groups.first), accent)} ${toCardinal(Number(groups.second), accent)}`
  },
}

/** `2 1/2`, `2½`, `4⅛` */
const mixed: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<![\\d/.,])(?<whole>\\d{1,6})(?:(?:${space}|-)?(?<vulgar>${vulgar})|(?:${space}|-)(?<over>\\d{1,2})[/⁄](?<under>${under})(?![\\d/]|\\.\\d))`,
    'gu',
  ),
  say({ groups, before }, { accent }) {
    if (groups.over && Number(groups.over) >= Number(groups.under)) return undefined
    if (/[\d/]\s?$/.test(before)) return undefined
    const [over, under] = groups.vulgar ? vulgars[groups.vulgar]! : [Number(groups.over), Number(groups.under)]
    return `${sayCardinal(groups.whole!, accent)} and ${sayFraction(over, under, accent, articleOf(under))}`
  },
}

/** `½ a day`, `½ an hour` */
const halfA: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<![\\d/])(?:½|1[/⁄]2)(?=${space}(?:an?|the|his|her|my|our|your|their|its|this|that)${space})`,
    'gu',
  ),
  say: () => 'half',
}

const vulgarAlone: Rule<EnglishContext> = {
  pattern: new RegExp(vulgar, 'gu'),
  say({ text }, { accent }) {
    const [over, under] = vulgars[text]!
    return sayFraction(over, under, accent, 'one')
  },
}

/** `3/8`, `1/100`, `11/12` */
const written: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<![\\d/.]|\\p{L}[/-]?)(?<over>\\d{1,3})${space}?[/⁄]${space}?(?<under>${under})(?:th|ths|rd|rds)?(?<inch>["″](?=\\s\\p{Ll}))?(?![\\d/\\p{L}]|[.,]\\d)`,
    'gu',
  ),
  say({ groups, after, before }, { accent }) {
    const [over, under] = [Number(groups.over), Number(groups.under)]
    if (
      /\b(?:rate[sd]?|rating|score[sd]?|gave|give|page|question|got)\b[^.!?]{0,24}$/i.test(before) &&
      /^(?:10|5|100)$/.test(groups.under!) &&
      !/^\s(?:of|cup|inch|mile)/.test(after)
    ) {
      return `${toCardinal(over, accent)} out of ${toCardinal(under, accent)}`
    }
    if ((over > 2 * under && under > 4) || (over > under && under >= 20))
      return `${sayCardinal(groups.over!, accent)} over ${toCardinal(under, accent)}`
    const said = sayFraction(over, under, accent, 'one')
    return groups.inch ? `${said.replace(/s$/, '')} inch` : said
  },
}

/** `4.5/5` */
const ratings: Rule<EnglishContext> = {
  pattern: /(?<![\d/.])(?<over>\d{1,3})\.(?<part>\d{1,2})\/(?<under>5|10|20|100)(?![\d/]|[.,]\d)/gu,
  say({ groups }, { accent }) {
    return `${sayAmount({ digits: groups.over!, part: groups.part }, accent)} out of ${toCardinal(Number(groups.under), accent)}`
  },
}

/** 140/90: a pressure, two numbers that are said one after the other. */
const over: Rule<EnglishContext> = {
  pattern: /(?<![\d/.]|\p{L})(?<over>\d{1,6})\/(?<under>\d{1,6})(?![\d/\p{L}]|[.,]\d)/gu,
  say({ groups }, { accent }) {
    return `${sayCardinal(groups.over!, accent)} over ${sayCardinal(groups.under!, accent)}`
  },
}

function articleOf(under: number): string {
  return under === 8 || under === 11 || under === 18 || under === 80 ? 'an' : 'a'
}

function sayFraction(over: number, under: number, accent: Accent, one: string): string {
  const part =
    { 2: over === 1 ? 'half' : 'halve', 4: 'quarter', 100: 'one hundredth', 1000: 'one thousandth' }[under] ??
    toOrdinal(under, accent)
  const name = under < 100 ? part : part.replace(/^one /, over === 1 ? 'one ' : '')
  if (over === 1) return `${one} ${one === 'one' ? name : name.replace(/^one /, '')}`
  return `${toCardinal(over, accent)} ${name}s`
}

export const fractionRules = [pairs, ratings, mixed, halfA, vulgarAlone, written, over]
