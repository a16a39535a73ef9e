import type { Rule } from '../rule.ts'
import { abbreviationRules, mayAbbreviate } from './abbreviations.ts'
import { codeRules, codesAfterDates, formulaRules, phoneRules } from './codes.ts'
import type { EnglishContext } from './context.ts'
import { calendarRules, dateRules } from './dates.ts'
import { fractionRules } from './fractions.ts'
import { lineRules } from './lines.ts'
import { moneyRules, oldMoneyRules } from './money.ts'
import { noteRules } from './notes.ts'
import { countRules, quantityRules } from './quantities.ts'
import { mayHaveRoman, romanRules } from './roman.ts'
import { signRules, signsBeforeNumbers, stretchRules } from './signs.ts'
import { timeRules, verseRules } from './times.ts'
import { webRules } from './web.ts'

/** For a text with digits in it. */
const numberRules: Rule<EnglishContext>[] = [
  ...[
    ...oldMoneyRules,
    ...dateRules,
    ...moneyRules,
    ...timeRules,
    ...quantityRules,
    ...codesAfterDates,
    ...fractionRules,
  ],
  ...countRules,
]

/** How English is read, the surest first: what one rule has read, no other sees. */
export function englishRulesFor(text: string): Rule<EnglishContext>[] {
  const hasDigits = mayHaveNumber.test(text)
  const rules = [
    ...(mayHaveAddress.test(text) ? webRules : []),
    ...(hasDigits || mayHaveNote.test(text) ? noteRules : []),
    ...(hasDigits ? [...phoneRules, ...codeRules] : []),
    ...(mayHaveFormula.test(text) ? formulaRules : []),
    ...(hasDigits || hasSigns.test(text) ? signsBeforeNumbers : []),
    ...(hasDigits ? verseRules : []),
    ...(mayHaveRoman(text) ? romanRules : []),
    ...(mayAbbreviate(text) ? abbreviationRules : []),
    ...(hasDigits ? numberRules : mayHaveDays.test(text) ? calendarRules : []),
    ...(text.includes('–') ? stretchRules : []),
    ...(hasSigns.test(text) ? signRules : []),
    ...(text.includes('\n') ? lineRules : []),
  ]
  return hasCapitals.test(text) ? rules.map(inCapitals) : rules
}

// These are asked of every paragraph: without the flag u they take a fraction of the time.
const mayHaveNumber =
  /[\d\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209f\u2150-\u218f\u2460-\u249b\u2776-\u2793\uff10-\uff19]/
const mayHaveAddress = /[@#♯]|(?:^|[\s("“])\.[a-z]|:\/\/|[^\s.]\.[^\s.,;:!?"'”’)\]—–-]/
const mayHaveDays =
  /\b(?:J[au][nl]|J[AU][NL]|F[eE][bB]|M[aA][rR]|A[pP][rR]|A[uU][gG]|S[eE][pP]T?t?|O[cC][tT]|N[oO][vV]|D[eE][cC]|M[oO][nN]|T[uU][eE][sS]?|W[eE][dD][sS]?|T[hH][uU]R?r?S?s?|F[rR][iI]|S[aA][tT]|S[uU][nN])\b/
const mayHaveFormula = /\b[A-Z][a-z]?[A-Z][a-z]?[A-Z]?[a-z]?\b/
const mayHaveNote = /[[†‡*]/
const hasCapitals = /[A-Z\u00c0-\u00d6\u00d8-\u00de]{2}/

/** In a heading of capitals the words for a number are in capitals too, so that it stays one stretch. */
function inCapitals({ pattern, say }: Rule<EnglishContext>): Rule<EnglishContext> {
  return {
    pattern,
    say(match, context) {
      const said = say(match, context)
      const around = match.before.slice(-24) + match.after.slice(0, 24)
      const isLoud = loudWords.test(around) || /^\p{Lu}{3,12}\s/u.test(match.text)
      return said && isLoud && !/\p{Ll}/u.test(around) ? said.toUpperCase() : said
    },
  }
}

/** A short one alone is an initialism: `ISBN 978…`, `BMW 320`. */
const loudWords =
  /\p{Lu}{5}|(?<!\p{L})(?:PART|ACT|BOOK|PAGE|ROOM|YEAR|DAY|WEEK|CANTO|THE|AND|OF|IN|WORLD)(?!\p{L})|\p{Lu}{2}\P{L}+\p{Lu}{2}/u

const hasSigns = /[^A-Za-z\s\d.,;:!?'"()“”‘’…—–\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f-]/
