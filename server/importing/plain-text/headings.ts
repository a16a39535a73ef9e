import type { Paragraph } from './paragraph.ts'

/** `keyword`: "Chapter 3", "Part One"; `section`: "Prologue"; `numeral`: "IV. The Storm"; `underlined`: with a row below. */
export type HeadingKind = 'keyword' | 'section' | 'numeral' | 'underlined'

/** A paragraph that may begin a chapter. */
export type Heading = { index: number; kind: HeadingKind; keyword: string; name: string }

const units = 'one|two|three|four|five|six|seven|eight|nine'
const teens = 'ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen'
const tens = 'twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety'
const ordinals = 'first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|last'
const roman = '(?=[ivxlc])(?:xc|xl|l?x{0,4}|c{1,3}(?:xc|xl|l?x{0,4}))(?:ix|iv|v?i{0,4})'
const number = `(?:\\d{1,3}|(?:${tens})(?:[- ](?:${units}))?|${teens}|${units}|(?:the )?(?:${ordinals})|${roman})`
const keywords =
  'chapter|letter|book|part|volume|vol\\.?|adventure|canto|act|scene|story|stave|episode|' +
  'kapitel|teil|buch|chapitre|partie|livre|capítulo|parte|libro|capitolo|hoofdstuk|deel|глава|часть'
const sections =
  'prologue|epilogue|preface|introduction|foreword|afterword|contents|table of contents|conclusion|appendix|' +
  'interlude|dedication|acknowledge?ments|prolog|epilog|vorwort|nachwort|préface|épilogue|prólogo|epílogo'

const keywordHeading = new RegExp(`^(${keywords})\\s+${number}(?![\\p{L}\\p{N}])(.*)$`, 'iu')
const chineseHeading = /^第[\d一二三四五六七八九十百千〇零两]+[章回节節部卷](.*)$/u
/** "THE FIRST ACT". */
const ordinalHeading = new RegExp(
  `^(?:the )?(?:${ordinals}) (act|book|part|canto|chapter|scene|volume|letter|story)[.:]?$`,
  'iu',
)
const sectionHeading = new RegExp(`^(${sections})(?:\\s*[.:—–-].{0,80})?$`, 'iu')
const numeralHeading = new RegExp(`^(${number})(?:[.):]|(?=$)|\\s*[—–-])(.*)$`, 'iu')

export const contentsTitle = /^(?:table of )?contents\b/i

/** "I-- I should like to." */
const isStutter = /^I\s*(?:-+|—|–)\s*I\b/

const longestHeading = 140
const longestTitle = 80

/** Tells whether a paragraph reads like a chapter heading; a numeral alone is only a hint. */
export function findHeading({ text, lines, underline }: Paragraph, index: number): Heading | undefined {
  if (text.length > longestHeading || lines.length > 3) return undefined
  if (underline && !contentsTitle.test(text)) return { index, kind: 'underlined', keyword: underline, name: text }
  const [, keyword, rest] = keywordHeading.exec(lines[0]!) ?? []
  const name = nameOf(lines)
  if (keyword && isTitle(rest!)) return { index, kind: 'keyword', keyword: keyword.toLowerCase(), name }
  const ordinal = ordinalHeading.exec(text)?.[1]
  if (ordinal) return { index, kind: 'keyword', keyword: ordinal.toLowerCase(), name }
  if (chineseHeading.test(text)) return { index, kind: 'keyword', keyword: '第', name }
  const [, section] = sectionHeading.exec(text) ?? []
  if (section) return { index, kind: 'section', keyword: section.toLowerCase(), name }
  const [, , title] = numeralHeading.exec(lines[0]!) ?? []
  return title !== undefined && isTitle(title) && !isStutter.test(text)
    ? { index, kind: 'numeral', keyword: '', name }
    : undefined
}

/** Whether a line alone says that a chapter begins: "CHAPTER IV", "Prologue". */
export function isHeadingLine(line: string): boolean {
  const kind = findHeading({ text: line, lines: [line] }, 0)?.kind
  return kind === 'keyword' || kind === 'section'
}

/** The paragraph after a bare "CHAPTER IV" is its title when it is short and no sentence: capitals, or no full stop. */
export function isTitleLine({ text, lines }: Paragraph): boolean {
  if (text.length > longestTitle || lines.length > 2 || !/\p{L}/u.test(text)) return false
  if (/^["“‘'—-]/.test(text)) return false
  return text === text.toUpperCase() || (/^\p{Lu}/u.test(text) && !/[.!?,;:…—-]["”’']?$/.test(text))
}

export function isBareHeading({ name }: Heading): boolean {
  return new RegExp(`^(?:(?:${keywords})\\s+)?${number}[.:]?$`, 'iu').test(name)
}

/** "CHAPTER I" and "The Storm" are "CHAPTER I: The Storm"; what ends with a mark needs no colon. */
export function nameOf(lines: string[]): string {
  return lines.reduce((name, line) => (/[\p{P}]$/u.test(name) ? `${name} ${line}` : `${name}: ${line}`))
}

/** What follows the number must not go on like a sentence: "Chapter two was the worst of all." */
function isTitle(rest: string): boolean {
  if (rest.length > longestTitle + 10) return false
  return (
    /^[\s.:)\]—–-]*$/.test(rest) || /^\s*[.:)\]—–-]+\s*\S/.test(rest) || /^,?\s+["“‘'(]?[\p{Lu}\p{Lo}\p{N}]/u.test(rest)
  )
}
