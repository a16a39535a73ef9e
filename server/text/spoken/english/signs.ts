import type { Rule } from '../rule.ts'
import { space } from './amounts.ts'
import type { Accent, EnglishContext } from './context.ts'
import { toCardinal, toOrdinal } from './number-words.ts'

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const subscripts = '₀₁₂₃₄₅₆₇₈₉'

/** `x²`, `10⁶`, `mc²`, `10⁻³`, `2^8` */
const powers: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<=[\\p{L}\\d)\\ufffc])(?:(?<minus>⁻)?(?<power>[${superscripts}]{1,4})(?![\\p{L}])|(?<caret>\\^)(?<minus2>[-−])?\\(?(?<plain>\\d{1,4}|\\p{L})(?![\\d\\p{L}])\\)?)`,
    'gu',
  ),
  say({ groups, before }, { accent }) {
    const { power, plain } = groups
    if (power && /\d\s?(?:km|cm|mm|m|ft|mi|yd|in)$/.test(before)) return undefined
    const isNote =
      power !== undefined &&
      !groups.minus &&
      /\p{L}{3}$|[a-z]{2}$/u.test(before) &&
      !/(?:sin|cos|tan|log|mc|km|cm|mm|ft|mi|yd|dm|nm)$/.test(before)
    if (isNote) return ''
    const digits = power ? Array.from(power, (sign) => superscripts.indexOf(sign)).join('') : plain!
    const isMinus = groups.minus !== undefined || groups.minus2 !== undefined
    return ` ${sayPower(digits, isMinus, accent)}`
  },
}

function sayPower(digits: string, isMinus: boolean, accent: Accent): string {
  if (/\D/.test(digits)) return `to the ${digits}`
  const value = Number(digits)
  if (isMinus) return `to the minus ${toCardinal(value, accent)}`
  if (value === 2) return 'squared'
  if (value === 3) return 'cubed'
  return `to the ${toOrdinal(value, accent)}`
}

/** `H₂O`, `CO₂`, `x₁`: letters of a formula, with its numbers. */
const formulas: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<![\\p{L}\\d])(?=[\\p{L}()]{0,20}[${subscripts}])(?:[\\p{L}()]{1,3}[${subscripts}]{0,4}){1,12}(?:[⁺⁻${superscripts}]{0,3})(?![\\p{L}\\d])`,
    'gu',
  ),
  say({ text }, { accent }) {
    const parts = text.match(new RegExp(`\\p{L}|[${subscripts}]+`, 'gu')) ?? []
    const said = parts.map((part) => {
      const digits = Array.from(part, (sign) => subscripts.indexOf(sign))
      return digits[0]! >= 0 ? toCardinal(Number(digits.join('')), accent) : part.toUpperCase()
    })
    return said.join(' ')
  },
}

/** What of a formula no rule took: digits below or above the line. */
const raisedDigits: Rule<EnglishContext> = {
  pattern: new RegExp(`[${subscripts}]{1,6}|(?<=\\s|^)[${superscripts}]{1,6}(?=\\d|\\s)`, 'gu'),
  say({ text }, { accent }) {
    const digits = Array.from(text, (sign) => Math.max(subscripts.indexOf(sign), superscripts.indexOf(sign))).join('')
    return ` ${toCardinal(Number(digits), accent)}`
  },
}

/** Circled and bracketed numbers: `①`, `⑴`. */
const circled: Rule<EnglishContext> = {
  pattern: /[\u2460-\u249b\u2776-\u2793]/gu,
  say({ text, after }, { accent }) {
    const code = text.charCodeAt(0)
    const value = code >= 0x2776 ? ((code - 0x2776) % 10) + 1 : ((code - 0x2460) % 20) + 1
    return toCardinal(value, accent) + (/^\p{L}/u.test(after) ? ' ' : '')
  },
}

/** Signs between two things that are said: `2 + 2 = 4`, `5 > 3`, `x ≤ y`. */
const between: Rule<EnglishContext> = {
  pattern:
    /(?=[+=÷×≈≠≤≥<>∈∪∩→⇒±∓∝∼≡≅⋅·∗*!/])(?<=(?:[\p{L}\p{N}).%°²³½′″\ufffc])\s?)(?<sign>[+=÷×≈≠≤≥<>∈∪∩→⇒±∓∝∼≡≅⋅·∗*]|<=|>=|!=|\/(?=\s))(?=\s?[\p{L}\p{N}(.$£€−√\ufffc-])/gu,
  say({ groups, before, after }) {
    const sign = groups.sign!
    const isSpaced = /\s$/.test(before) && /^\s/.test(after)
    const isGlued = /[\p{L}\p{N})²³\ufffc]$/u.test(before) && /^[\p{L}\p{N}(\ufffc−-]/u.test(after)
    if (/[+≈∼±]/.test(sign) && !isSpaced && !isGlued) return undefined
    if (sign === '×' && isOfSizes(before, after)) return words('by', before, after)
    const isSum =
      /[\d)²³\ufffc]\s?$|(?:^|[\s(])\p{L}\s?$/u.test(before) && /^\s?(?:[\d(√.\ufffc$-]|\p{L}(?!\p{L}))/u.test(after)
    if (/[<>*·/≤≥≠≈∼]/.test(sign) && (!isSum || (!isSpaced && !isGlued))) return undefined
    if (sign === '·' && isSpaced && !/\d\s?$/.test(before)) return undefined
    if (sign === '*' && !isSpaced && !/\d$/.test(before)) return undefined
    const said = betweenSigns[sign]!
    const isAsked = /(?:^|[^\p{L}])(?:is|are|was|were|be)\s[^\s]{1,20}\s?$/iu.test(before)
    return words(isAsked ? said.replace(/^is /, '') : said, before, after)
  },
}

/** `12 ft × 15 ft`, `3 m x 4 m` */
const sizes: Rule<EnglishContext> = {
  pattern: /[x×](?<=\d\s?(?:mm|cm|km|m|ft|in|yd|feet|inches|met(?:er|re)s)\.?\s?[x×])(?=\s?\d)/gu,
  say: ({ before, after }) => words('by', before, after),
}

/** `10 × 12 feet`: two sides of a thing, not a sum. */
function isOfSizes(before: string, after: string): boolean {
  const isPower = /^\s?10(?:\^|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹\ufffc])/.test(after)
  const isSum = isPower || /[=+−÷]/.test(before.slice(-12) + after.slice(0, 16))
  return !isSum && /\d\s?$/.test(before) && /^\s?\d/.test(after)
}

const betweenSigns: Record<string, string> = {
  ...{
    '+': 'plus',
    '=': 'equals',
    '÷': 'divided by',
    '×': 'times',
    '≈': 'is about',
    '≠': 'is not equal to',
    '∼': 'is about',
  },
  ...{
    '≤': 'is less than or equal to',
    '≥': 'is greater than or equal to',
    '<': 'is less than',
    '>': 'is greater than',
  },
  ...{ '<=': 'is less than or equal to', '>=': 'is greater than or equal to', '!=': 'is not equal to', '∈': 'is in' },
  ...{ '∪': 'union', '∩': 'intersection', '→': 'to', '⇒': 'implies', '±': 'plus or minus', '∓': 'minus or plus' },
  ...{
    '∝': 'is proportional to',
    '≡': 'is equivalent to',
    '≅': 'is about',
    '⋅': 'times',
    '·': 'times',
    '∗': 'times',
    '*': 'times',
    '/': 'divided by',
  },
}

/** `10 − 3`: the sign of subtraction, and a hyphen between single letters of a sum. */
const minus: Rule<EnglishContext> = {
  pattern: /−(?<=[\p{L}\p{N})²³\ufffc]\s?−)(?=\s?[\p{L}\p{N}(√\ufffc])/gu,
  say: ({ before, after }) => words('minus', before, after),
}

/** Signs before what they belong to: `~20`, `±2`, `√16`, `>50`, `<5` */
const before: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}])(?<sign>[~∼≈±∓√∛≤≥<>−×+])${space}?(?=[$£€]?[.]?[\\d\\ufffc]|√|(?<=√)\\p{L})`,
    'gu',
  ),
  say: ({ groups }) => `${beforeSigns[groups.sign!]} `,
}

const beforeSigns: Record<string, string> = {
  ...{
    '~': 'about',
    '∼': 'about',
    '≈': 'about',
    '±': 'plus or minus',
    '∓': 'minus or plus',
    '√': 'the square root of',
  },
  ...{
    '∛': 'the cube root of',
    '≤': 'at most',
    '≥': 'at least',
    '<': 'less than',
    '>': 'more than',
    '−': 'minus',
    '×': 'times',
    '+': 'plus',
  },
}

/** Signs that stand for a word wherever they are. */
const named: Rule<EnglishContext> = {
  pattern: /§§|[&%‰©§¶°∞∑∏∫∆∂πθλμΩαβγδεφψω∅¢@]|(?<=\p{N})!(?=\s?[=+])|№|(?<=\s)→(?=\s)/gu,
  say({ text, before, after }) {
    if (text === '&') {
      if (/\p{Lu}$/u.test(before) && /^\p{Lu}/u.test(after)) return undefined
      return words('and', before, after)
    }
    if (text === '@') return /\s$|^$/.test(before) && /^\s/.test(after) ? 'at' : undefined
    const isGreek = /[α-ωΩ∆]/u.test(text)
    const isWord = (letters: RegExp) => letters.test(before.slice(-2)) || letters.test(after.slice(0, 2))
    if (isGreek && (isWord(/\p{Script=Greek}/u) || isWord(/^\p{L}{2}$/u))) return undefined
    if (text === '¶') return /^\s?[\d\ufffc]/.test(after) ? words('paragraph', before, after) : ''
    return words(namedSigns[text]!, before, after)
  },
}

const namedSigns: Record<string, string> = {
  ...{
    '©': 'copyright',
    '%': 'percent',
    '‰': 'per mille',
    '§': 'section',
    '§§': 'sections',
    '°': 'degrees',
    '∞': 'infinity',
    '∑': 'the sum of',
    '∏': 'the product of',
  },
  ...{
    '∫': 'the integral of',
    '∆': 'delta',
    '∂': 'partial',
    π: 'pi',
    θ: 'theta',
    λ: 'lambda',
    μ: 'mu',
    Ω: 'omega',
    α: 'alpha',
  },
  ...{
    β: 'beta',
    γ: 'gamma',
    δ: 'delta',
    ε: 'epsilon',
    φ: 'phi',
    ψ: 'psi',
    ω: 'omega',
    '∅': 'the empty set',
    '¢': 'cents',
    '!': 'factorial',
    '№': 'number',
    '→': 'to',
  },
}

/** A word of its own: with a space where the sign stood against something. */
function words(said: string, before: string, after: string): string {
  return `${/[^\s([“"‘]$/u.test(before) ? ' ' : ''}${said}${/^[^\s)\].,;:!?”"’]/u.test(after) ? ' ' : ''}`
}

/** Before the numbers are read: signs whose place depends on digits beside them. */
export const signsBeforeNumbers = [formulas, powers, circled, sizes, between, minus, before]
/** `1800s–1900s`, `9 a.m.–noon`, `1998–present`: between two things that are read. */
const stretches: Rule<EnglishContext> = {
  pattern: /(?<=\ufffc)\s?–\s?(?=\ufffc|(?:noon|midnight|present|now|today|dawn|dusk)(?!\p{L}))/gu,
  say: () => ' to ',
}
export const stretchRules = [stretches]
export const signRules = [named, raisedDigits]
