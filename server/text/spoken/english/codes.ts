import type { Rule } from '../rule.ts'
import { dash, sayCardinal, sayInPairs, sayOrdinal, sayYearOrCount, space, ungrouped, whole } from './amounts.ts'
import type { EnglishContext } from './context.ts'
import { toDigits, toPlural } from './number-words.ts'

/** `(555) 123-4567`, `212-555-0134`, `+1 312 555 0167`, `1-800-555-0142`, `020 7946 0958` */
const phones: Rule<EnglishContext> = {
  pattern:
    /(?<![\d\p{L}.,/-])(?:(?<plus>\+\d{1,3}[-. ]?)?\(\d{2,5}\)[-. ]?\d{3,4}[-. ]?\d{3,4}|(?:(?<plus2>\+\d{1,3}|1)[-. ])?\d{3}[-. ]\d{3}[-. ]\d{4}|(?<plus3>\+)\d{1,3}(?:[-. ]?\d{2,5}){2,5}|0\d{2,4}[- ]\d{3,4}(?:[- ]?\d{3,4})?|\d{3}-\d{4})(?![\d\p{L}]|[-./]\d|,\d{3})/gu,
  say({ text }) {
    const said = (text.match(/\d+/g) ?? []).map(sayGroup).join(' ')
    return text.startsWith('+') ? `plus ${said}` : said
  },
}

/** 800 is `eight hundred`, other groups are told digit by digit. */
function sayGroup(group: string, index: number, groups: string[]): string {
  const isTollFree = /^8\d\d$/.test(group) && index < 2 && groups.length > 2 && group === '800'
  return isTollFree ? 'eight hundred' : toDigits(group)
}

/** `1-800-FLOWERS` */
const phoneWords: Rule<EnglishContext> = {
  pattern: /(?<![\d\p{L}-])1-8(?:(?<hundred>00)|(?<pair>\d\d))-(?=\p{Lu}{3})/gu,
  say: ({ groups }) => (groups.hundred ? 'one eight hundred ' : `one ${toDigits(`8${groups.pair}`)} `),
}

const called: Rule<EnglishContext> = {
  pattern:
    /(?=\d)(?<=\b(?:[Cc]all|[Dd]ial|[Pp]hone|[Rr]ing|[Tt]ext)(?:s|ed|ing|led|ling)?\s)(?<digits>911|999|112|411|311|988|101|111|\d{7,15})(?!\d|[.,]\d)/g,
  say: ({ groups }) => toDigits(groups.digits!),
}

/** `ISBN 978-0-14-118776-1` */
const isbn: Rule<EnglishContext> = {
  pattern: /(?=\d)(?<=\bIS[BS]N(?:-1[03])?:?\s)(?<number>\d(?:[-\s]?[\dXx]){6,16})(?![\d-])/gu,
  say: ({ groups }) => spelled(groups.number!.replace(/[-\s]/g, '')),
}

/** Numbers that tell nothing but their digits: `the zip code is 90210`, `PIN 4471`. */
const named: Rule<EnglishContext> = {
  pattern:
    /(?=\d)(?<=\b(?:zip|ZIP|Zip|[Zz]ip [Cc]ode|ZIP code|postcode|postal code|[Cc]ode|PIN|[Pp]in|[Pp]in (?:code|number)|PIN (?:code|number)|[Pp]assword|[Pp]asscode|[Cc]ombination|[Ss]erial(?: number)?|[Aa]ccount number|[Aa]ccount|[Cc]ard number|[Pp]hone number|[Tt]elephone|ID(?: number)?|[Ee]xtension|[Ee]xt\.?|[Ll]icen[cs]e(?: number)?|[Cc]ase(?: number)?|[Bb]adge(?: number)?|[Ii]nmate|[Pp]risoner)(?:\s(?:is|was|of|reads|number|being))?:?\s(?:#|no\. )?)(?<digits>\d{3,20}(?:-\d{2,10})*)(?![\d,/]|[.:]\d|\s?[%°]|\p{L})/gu,
  say({ groups, before }, { accent }) {
    const { digits } = groups
    if (/(?:[Cc]ase|[Aa]ccount|[Bb]adge|ID|[Ee]xt\.?|[Ee]xtension)\s(?:of\s)?$/.test(before) && digits!.length < 4) {
      return sayInPairs(digits!, accent)
    }
    return /\bof\s$/.test(before) ? undefined : toDigits(digits!.replace(/-/g, ''))
  },
}

/** `Springfield, IL 62704-1234` */
const zip: Rule<EnglishContext> = {
  pattern:
    /(?=\d)(?<=(?:,\s|\b)(?:D\.C\.,?|A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\s)(?<zip>\d{5})(?:-(?<plus>\d{4}))?(?![\d,.]?\d)/gu,
  say: ({ groups }) => toDigits(groups.zip! + (groups.plus ?? '')),
}

/** `123-45-6789`: no date and no telephone. */
const chains: Rule<EnglishContext> = {
  pattern: /(?<![\d\p{L}.,/-])\d{1,10}(?:-\d{1,10}){2,8}(?![\d\p{L}-])/gu,
  say: ({ text }, { accent }) =>
    text
      .split('-')
      .map((part) =>
        part.length < 3 && !/^0/.test(part) && text.length < 9 ? sayCardinal(part, accent) : toDigits(part),
      )
      .join(' '),
}

/** `3.4.1`, `192.168.0.1` */
const dotted: Rule<EnglishContext> = {
  pattern: /(?<![\d.])(?<v>(?<!\p{L})[vV]\.?)?\d{1,6}(?:\.\d{1,6}){2,6}(?![\d]|\.\d)/gu,
  say({ text, groups }, { accent }) {
    const parts = text.slice(groups.v?.length ?? 0).split('.')
    const between =
      parts.length === 4 && parts.every((part) => Number(part) < 256) && groups.v === undefined ? ' dot ' : ' point '
    return (groups.v ? 'version ' : '') + parts.map((part) => sayCardinal(part, accent)).join(between)
  },
}

/** `v2.1`, `v. 3`? no: only glued. */
const version: Rule<EnglishContext> = {
  pattern: /(?<![\p{L}\d])[vV](?<major>\d{1,6})(?:\.(?<minor>\d{1,6}))?(?![\p{L}\d]|\.\d)/gu,
  say: ({ groups }, { accent }) =>
    `version ${sayCardinal(groups.major!, accent)}${groups.minor === undefined ? '' : ` point ${toDigits(groups.minor)}`}`,
}

/** `Room 101`, `Flight 815`, `a Boeing 747` */
const doors: Rule<EnglishContext> = {
  pattern:
    /(?=\d)(?<=\b(?:[Rr]oom|[Ff]light|[Rr]oute|[Hh]ighway|[Ii]nterstate|[Ss]uite|[Aa]partment|[Aa]pt\.?|[Rr]m\.?|[Cc]abin|[Cc]ell|[Ll]ocker|[Ss]tateroom|[Bb]oeing|[Aa]irbus|[Cc]essna|[Dd]ouglas|[Bb]us|[Uu]nit|[Ee]xit|[Aa]rea|[Hh]wy\.?|US|I)[\s-])(?<digits>[1-9]\d\d)(?<letter>\p{Lu})?(?!\d|[.,]\d|\p{L}|\s(?:people|men|women|dollars|miles|times|years))/gu,
  say: ({ groups }, { accent }) => `${sayInPairs(groups.digits!, accent)}${groups.letter ? ` ${groups.letter}` : ''}`,
}

/** `350 Fifth Avenue` */
const houses: Rule<EnglishContext> = {
  pattern:
    /(?<![\d.,$£€#-])(?<digits>[1-9]\d\d)(?=\s(?:(?:[NSEW]\.?|North|South|East|West)\s)?(?:\p{Lu}[\p{Ll}]{1,20}\s|\d{1,3}(?:st|nd|rd|th)\s){1,2}(?:Street|St\b|Avenue|Ave\b|Road|Rd\b|Drive|Dr\b|Lane|Ln\b|Boulevard|Blvd\b|Court|Place|Terrace|Way|Square))/gu,
  say: ({ groups }, { accent }) => sayInPairs(groups.digits!, accent),
}

/** `221B`, `118A` */
const withLetter: Rule<EnglishContext> = {
  pattern: /(?<![\d.,\p{L}$£€¥₹#])(?<digits>[1-9]\d{2})(?<letter>[A-HJLN-SU-Z])(?![\p{L}\d])/gu,
  say: ({ groups }, { accent }) => `${sayInPairs(groups.digits!, accent)} ${groups.letter}`,
}

/** `A380`, `F-150`, `X-15`; `B737-800`; several of them: `A380s` */
const letterThree: Rule<EnglishContext> = {
  pattern:
    /(?<![\p{L}\d.-])(?<letter>\p{Lu})-?(?<digits>[1-9]\d\d)(?:-(?<more>[1-9]\d\d?))?(?<plural>s)?(?![\p{L}\d]|[.,]\d)/gu,
  say({ groups }, { accent }) {
    const { letter, digits, more, plural } = groups
    const said = [letter, sayInPairs(digits!, accent), more && sayInPairs(more, accent)].filter(Boolean).join(' ')
    return plural ? toPlural(said) : said
  },
}

/** `a 747`: aeroplanes by their number. */
const planes: Rule<EnglishContext> = {
  pattern:
    /(?=7)(?<=(?:^|[\s("“])(?:[Aa]|[Tt]he|[Oo]ld|[Nn]ew|[Hh]uge)\s)(?<digits>7[0-8]7)(?<plural>s)?(?![\p{L}\d]|[.,]\d|\s(?:people|men|women|dollars|miles|times|years|pages|votes|days))/gu,
  say({ groups }, { accent }) {
    const said = sayInPairs(groups.digits!, accent)
    return groups.plural ? toPlural(said) : said
  },
}

/** `two 747s`, `MP3s` */
const several: Rule<EnglishContext> = {
  pattern: /(?<![\d.,])(?<digits>\d{1,4})['’]?s(?![\p{L}\d])/gu,
  say({ groups, before }, { accent }) {
    const said = toPlural(
      groups.digits!.length === 3 ? sayInPairs(groups.digits!, accent) : sayYearOrCount(groups.digits!, accent),
    )
    return /\p{L}$/u.test(before) ? ` ${said}` : said
  },
}

const elements = new Set(
  `H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru
  Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce W Pt Au Hg Tl Pb Bi Rn Ra Th U Pu`.split(/\s+/),
)

/** `H2SO4`, `NO2`, `Fe2O3`: the letters of a formula and its numbers. */
const formulas: Rule<EnglishContext> = {
  pattern: /(?<![\p{L}\d.-])(?:\(?(?:[A-Z][a-z]?)\)?\d{0,3}){2,12}(?![\p{L}\d])/gu,
  say({ text }, { accent }) {
    const parts = text.match(/[A-Z][a-z]?|\d+|[()]/g) ?? []
    const symbols = parts.filter((part) => /\p{L}/u.test(part))
    if (!symbols.every((symbol) => elements.has(symbol))) return undefined
    if (!/\p{L}\)?\d/u.test(text)) return undefined
    if (/^[A-Z]{3,}\d+$/.test(text) && !/^[CHONSPF]+\d+$/.test(text)) return undefined
    const said = parts
      .filter((part) => !/[()]/.test(part))
      .map((part) => (/\d/.test(part) ? sayCardinal(part, accent) : [...part.toUpperCase()].join(' ')))
    return said.join(' ')
  },
}

/** The commonest elements of formulas without a number; two capitals may be anything. */
const commonElements = new Set('H C N O F Na Mg Al Si P S Cl K Ca Mn Fe Cu Zn Br Ag I Li Ba Pb Hg'.split(' '))

/** `NaCl`, `NaOH`, `MgO`: at least one element of two letters, and no word. */
const shortFormulas: Rule<EnglishContext> = {
  pattern: /(?<![\p{L}\d.-])(?=[A-Za-z]*[a-z])(?:[A-Z][a-z]?){2,4}(?![\p{L}\d'’-])/gu,
  say({ text }) {
    const symbols = text.match(/[A-Z][a-z]?/g)!
    const isFormula = symbols.every((symbol) => commonElements.has(symbol)) && text !== 'NaN'
    return isFormula ? [...text.toUpperCase()].join(' ') : undefined
  },
}

/** `a .45`, `his .38 revolver`, `.22 rifle`: the calibre of a gun. */
const calibres: Rule<EnglishContext> = {
  pattern:
    /(?<![\d\p{L}.,])\.(?<digits>22|25|32|38|40|44|45|50|303|357|380)(?:(?=[\s-](?:cal|calib(?:er|re)|revolver|rifle|pistol|automatic|magnum|handgun|shell|round|bullet|special|colt)s?\b)|(?<=\b(?:a|an|the|his|her|my|your|their|old)\s\.\d\d)(?=\s?(?:[.,;!?”"]|$|(?:in|at|and|from|lay|was|on|to|with)\b)))/giu,
  say({ groups }, { accent }) {
    return sayInPairs(groups.digits!, accent)
  },
}

/** `401(k)`, `501(c)(3)`: paragraphs of a law that are names. */
const clauses: Rule<EnglishContext> = {
  pattern: /(?<![\d\p{L}.,])(?<digits>[1-9]\d\d)\((?<letter>[a-z])\)(?:\((?<number>\d)\))?(?![\p{L}\d])/gu,
  say({ groups }, { accent }) {
    const { digits, letter, number } = groups
    return `${sayInPairs(digits!, accent)} ${letter!.toUpperCase()}${number ? ` ${toDigits(number)}` : ''}`
  },
}

/** `flight BA2490`, `UA 1175`: the number of a flight is told digit by digit. */
const flights: Rule<EnglishContext> = {
  pattern: /(?<=\b[Ff]lights?\s)(?<airline>[A-Z]{2})[\s-]?(?<digits>\d{3,4})(?![\d\p{L}])/gu,
  say: ({ groups }) => `${groups.airline!.split('').join(' ')} ${toDigits(groups.digits!)}`,
}

/** `4x4`, `8 × 10`, `1024x768`; a times sign in a sum is one. */
const by: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<![\\d.,\\p{L}])(?<first>\\d{1,6}(?:\\.\\d{1,4})?)(?:(?<glued>[x×])|${space}(?<apart>x)${space})(?=[\\d\ufffc])`,
    'gu',
  ),
  say({ groups, after }, { accent }) {
    const isSum = /^\d{1,6}(?:\.\d{1,4})?\s?=/.test(after)
    const [digits, part] = groups.first!.split('.')
    return `${sayYearOrCount(digits!, accent)}${part ? ` point ${toDigits(part)}` : ''} ${isSum ? 'times' : 'by'} `
  },
}

/** `10x faster` */
const fold: Rule<EnglishContext> = {
  pattern: /(?<![\d.,\p{L}])(?<count>\d{1,6}(?:\.\d{1,4})?)[x×](?![\p{L}\d])/gu,
  say({ groups }, { accent }) {
    const [digits, part] = groups.count!.split('.')
    return `${sayCardinal(digits!, accent)}${part ? ` point ${toDigits(part)}` : ''} times`
  },
}

/** `Chapter 01`, `Track 07` */
const leadingZeros: Rule<EnglishContext> = {
  pattern:
    /(?=0)(?<=\b(?:chapter|track|part|episode|lesson|level|section|page|day|week|step|volume|book|stage|round|side|season|unit|exercise|figure|appendix|scene|act)\s)0{1,3}(?<digits>[1-9]\d{0,3})(?![\d.,:]\d|\d)/giu,
  say: ({ groups }, { accent }) => sayYearOrCount(groups.digits!, accent),
}

/** `#7`, `№ 9`, `Nº 5` */
const numberSign: Rule<EnglishContext> = {
  pattern: /(?:(?<![\p{L}\d&])#|№|(?<!\p{L})[Nn][º°])\s?(?=\d)/gu,
  say: () => 'number ',
}

const ordinals: Rule<EnglishContext> = {
  pattern: new RegExp(`(?<!\\d|\\d[.,])(?<amount>${whole})(?<ending>st|nd|rd|th|ST|ND|RD|TH)(?![\\p{L}\\d])`, 'gu'),
  say({ groups }, { accent }) {
    const isStone = groups.ending === 'st' && !/(?<!1)1$/.test(groups.amount!)
    return isStone ? undefined : sayOrdinal(ungrouped(groups.amount!), accent)
  },
}

/** `4th–6th` */
const ordinalRanges: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<!\\d|\\d[.,])(?<first>\\d{1,4})(?:st|nd|rd|th)${dash}(?<second>\\d{1,4})(?:st|nd|rd|th)(?![\\p{L}\\d])`,
    'gu',
  ),
  say: ({ groups }, { accent }) => `${sayOrdinal(groups.first!, accent)} to ${sayOrdinal(groups.second!, accent)}`,
}

function spelled(code: string): string {
  return Array.from(code, (character) => (/\d/.test(character) ? toDigits(character) : character.toUpperCase())).join(
    ' ',
  )
}

/** Before dates and sums: what is no number but a code. */
export const phoneRules = [isbn, phones, phoneWords]
export const codeRules = [called, named, zip, withLetter, flights, doors, calibres, clauses]
/** Without a digit. */
export const formulaRules = [shortFormulas]
export const codesAfterDates = [
  ...[chains, dotted, version, houses, formulas, letterThree, planes, several, by, fold, leadingZeros, numberSign],
  ...[ordinalRanges, ordinals],
]
