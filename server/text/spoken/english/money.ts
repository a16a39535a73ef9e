import type { Match, Rule } from '../rule.ts'
import { type Amount, amountPattern, dash, isOne, sayAmount, sayCardinal, space, toAmount } from './amounts.ts'
import { isBeforeNoun } from './before-a-noun.ts'
import type { Accent, EnglishContext } from './context.ts'
import { toCardinal } from './number-words.ts'
import { findUnit, perPattern } from './units.ts'

/** What a sum of money is called: one and several of the whole, and of its hundredth part. */
type Currency = [one: string, several: string, cent?: string, cents?: string]

const dollar: Currency = ['dollar', 'dollars', 'cent', 'cents']
const currencies: Record<string, Currency> = {
  $: dollar,
  '£': ['pound', 'pounds', 'penny', 'pence'],
  '€': ['euro', 'euros', 'cent', 'cents'],
  '¥': ['yen', 'yen', 'sen', 'sen'],
  '₹': ['rupee', 'rupees', 'paisa', 'paise'],
  '₽': ['ruble', 'rubles', 'kopeck', 'kopecks'],
  '₩': ['won', 'won'],
  '₪': ['shekel', 'shekels', 'agora', 'agorot'],
  '฿': ['baht', 'baht', 'satang', 'satang'],
  '₫': ['dong', 'dong'],
  '₴': ['hryvnia', 'hryvnias', 'kopiyka', 'kopiykas'],
  '₦': ['naira', 'naira', 'kobo', 'kobo'],
  '₱': ['peso', 'pesos', 'centavo', 'centavos'],
  '₺': ['lira', 'lira', 'kurus', 'kurus'],
  '₡': ['colon', 'colones'],
  '₵': ['cedi', 'cedis'],
  '₿': ['bitcoin', 'bitcoins'],
  '¢': ['cent', 'cents'],
}
const countries: Record<string, string> = {
  ...{ A: 'Australian', AU: 'Australian', C: 'Canadian', CA: 'Canadian', CAN: 'Canadian', NZ: 'New Zealand' },
  ...{
    HK: 'Hong Kong',
    S: 'Singapore',
    SG: 'Singapore',
    US: 'U.S.',
    'U.S.': 'U.S.',
    NT: 'Taiwan',
    MX: 'Mexican',
    J: 'Jamaican',
  },
}
const codes: Record<string, [nation: string, sign: string]> = {
  ...{ USD: ['U.S.', '$'], AUD: ['Australian', '$'], CAD: ['Canadian', '$'], NZD: ['New Zealand', '$'] },
  ...{ HKD: ['Hong Kong', '$'], SGD: ['Singapore', '$'], EUR: ['', '€'], GBP: ['British', '£'], JPY: ['', '¥'] },
  ...{ INR: ['', '₹'], RUB: ['', '₽'], ILS: ['', '₪'], KRW: ['', '₩'], THB: ['', '฿'], UAH: ['', '₴'] },
}
const others: Record<string, Currency> = {
  ...{ CHF: ['Swiss franc', 'Swiss francs', 'rappen', 'rappen'], SEK: ['Swedish krona', 'Swedish kronor'] },
  ...{ NOK: ['Norwegian krone', 'Norwegian kroner'], DKK: ['Danish krone', 'Danish kroner'] },
  ...{ kr: ['krone', 'kroner'], zł: ['zloty', 'zlotys'], PLN: ['zloty', 'zlotys'], Kč: ['koruna', 'korunas'] },
  ...{
    Fr: ['franc', 'francs'],
    R$: ['real', 'reais', 'centavo', 'centavos'],
    BRL: ['real', 'reais'],
    CNY: ['yuan', 'yuan'],
  },
  ...{ RMB: ['yuan', 'yuan'], MXN: ['Mexican peso', 'Mexican pesos'], BTC: ['bitcoin', 'bitcoins'] },
}

/** The currency that is written so, before or behind an amount. */
function findCurrency(country: string, sign: string): Currency {
  const [nation, symbol] = codes[sign] ?? [countries[country] ?? '', sign]
  const named = others[country + sign] ?? others[symbol] ?? currencies[symbol]!
  return nation === '' ? named : [`${nation} ${named[0]}`, `${nation} ${named[1]}`, named[2], named[3]]
}

const signs = `[${Object.keys(currencies).join('')}]`
const frontCodes = [...Object.keys(codes), 'CHF', 'SEK', 'NOK', 'DKK', 'PLN', 'BRL', 'CNY', 'RMB', 'MXN', 'BTC'].join(
  '|',
)
const backCodes = `${frontCodes}|kr\\.?|zł|Kč`
const minus = '(?:(?<![\\p{L}\\p{N}\\ufffc)\\].,–—-])(?<minusBefore>[-−‒–]))?'
const country = `(?:(?<![\\p{L}.])(?<country>(?:U\\.S\\.|US) ?(?=[$])|AU|A|CAN|CA|C|NZ|HK|SG|S|NT|MX|R|J))?`
const scaleWords = 'hundred|thousand|million|billion|trillion|quadrillion'
const scale = `(?:(?:[\\s-])(?<scaleWord>${scaleWords})(?![\\p{L}])|${space}?(?<scale>k|K|m|M|mn|mm|MM|mln|bn|Bn|BN|b|B|tn|trn|T)(?![\\p{L}\\d]))?`
const per = `(?:${space}?/${space}?(?<per>${perPattern})(?![\\p{L}\\d]))?`

const range = (sign: string) => `(?:${dash}(?<again>${sign}${space}?)?${amountPattern('2')})?`

/** £3 4s. 6d. */
const oldMoney: Rule<EnglishContext> = {
  pattern: new RegExp(
    String.raw`(?:£${space}?(?<pounds>\d{1,6})[,.]?${space})?(?<!\d)(?:(?<shillings>\d{1,2})s\.?[,]?${space})?(?<pence>\d{1,2})(?<half>½)?d(?:\.|(?![\p{L}\d]))|£${space}?(?<only>\d{1,6})[,.]?${space}(?<two>\d{1,2})s(?:\.|(?![\p{L}\d]))`,
    'gu',
  ),
  say({ text, end, groups }, { accent, endsSentence }) {
    const pounds = groups.pounds ?? groups.only
    const shillings = groups.shillings ?? groups.two
    const { pence } = groups
    const parts = [
      pounds && `${toCardinal(Number(pounds), accent)} pound${pounds === '1' ? '' : 's'}`,
      shillings && `${toCardinal(Number(shillings), accent)} shilling${shillings === '1' ? '' : 's'}`,
      pence && sayPence(Number(pence), groups.half !== undefined, accent),
    ].filter(Boolean)
    const said = parts.length > 1 ? `${parts.slice(0, -1).join(' ')} and ${parts.at(-1)}` : parts[0]!
    return said + (text.endsWith('.') && endsSentence(end) ? '.' : '')
  },
}

function sayPence(count: number, half: boolean, accent: Accent): string {
  if (half) return `${toCardinal(count, accent)}pence halfpenny`.replace(/^onepence/, 'one penny')
  return count === 1
    ? 'a penny'
    : count < 13
      ? `${toCardinal(count, accent)}pence`
      : `${toCardinal(count, accent)} pence`
}

const signInFront: Rule<EnglishContext> = {
  pattern: new RegExp(
    `${minus}${country}(?:(?<sign>${signs})|(?<![\\p{L}])(?<code>${frontCodes})(?=[ \\u00a0\\u202f]?\\d))(?:${space}|(?<sign2>))?(?<minus>[-−])?${amountPattern()}${range(signs)}${scale}${per}`,
    'gu',
  ),
  say: sayMoney,
}

const signBehind: Rule<EnglishContext> = {
  pattern: new RegExp(
    `${amountPattern()}${range('')}${scale}${space}?(?<country>US|AU|CA|NZ)?(?:(?<sign>${signs})(?![\\d])|(?<code>${backCodes})(?![\\p{L}\\d]))${per}`,
    'gu',
  ),
  say: sayMoney,
}

function sayMoney(match: Match, { accent }: EnglishContext): string {
  const { groups } = match
  const currency = findCurrency((groups.country ?? '').trim(), (groups.code ?? groups.sign)!.replace(/\.$/, ''))
  const first = toAmount(groups)!
  const last = toAmount(groups, '2')
  const size = toScale(groups.scaleWord ?? groups.scale)
  const perName = groups.per && ` per ${findUnit(`m/${groups.per}`)?.[0].split(' per ')[1] ?? groups.per}`
  const sum = saySum({ first, last, size, currency, accent, isSingular: isBeforeNoun(match) })
  return `${groups.minus || groups.minusBefore ? 'minus ' : ''}${sum}${perName ?? ''}`
}

function saySum(sum: {
  first: Amount
  last: Amount | undefined
  size: string
  currency: Currency
  accent: Accent
  isSingular: boolean
}): string {
  const { first, last, size, currency, accent, isSingular } = sum
  const [one, several] = currency
  const hasCents = currency[2] !== undefined && isCents(first) && size === ''
  if (last) {
    if (hasCents || isCents(last)) return `${sayCents(first, currency, accent)} to ${sayCents(last, currency, accent)}`
    return joined(sayAmount(first, accent), 'to', sayAmount(last, accent), size, isSingular ? one : several)
  }
  if (hasCents) return sayCents(first, currency, accent)
  return joined(sayAmount(first, accent), size, isSingular || (isOne(first) && size === '') ? one : several)
}

function isCents({ part }: Amount): boolean {
  return part?.length === 2
}

function sayCents(amount: Amount, [one, several, cent, cents]: Currency, accent: Accent): string {
  const { digits, part } = amount
  const wholeWords = `${sayCardinal(digits || '0', accent)} ${digits === '1' ? one : several}`
  if (!part || (Number(part) === 0 && part.length === 2)) return wholeWords
  if (part.length !== 2) return `${sayAmount(amount, accent)} ${several}`
  const partWords = `${toCardinal(Number(part), accent)} ${part === '01' ? cent : cents}`
  return Number(digits) === 0 ? partWords : `${wholeWords} and ${partWords}`
}

/** `4 million`, `1.5M`, `3bn` */
export function toScale(written: string | undefined): string {
  if (written === undefined) return ''
  return scales[written.toLowerCase()] ?? written
}

const scales: Record<string, string> = {
  ...{ k: 'thousand', m: 'million', mn: 'million', mm: 'million', mln: 'million', b: 'billion', bn: 'billion' },
  ...{ t: 'trillion', tn: 'trillion', trn: 'trillion' },
}

function joined(...words: string[]): string {
  return words.filter(Boolean).join(' ')
}

/** Before decades: `10s. 6d.` */
export const oldMoneyRules = [oldMoney]
export const moneyRules = [signInFront, signBehind]
