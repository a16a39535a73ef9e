import { findHeading, type Heading } from './headings.ts'
import type { Paragraph } from './paragraph.ts'

/** Numbered lists have less than this many characters after each number; chapters have more. */
const leastCharactersUnderNumeral = 300

/** The headings that divide a text, in order. Numerals alone count when no "Chapter …" does and they run 1, 2, 3. */
export function chapterHeadings(paragraphs: Paragraph[]): Heading[] {
  const found = paragraphs.flatMap((paragraph, index) => findHeading(paragraph, index) ?? [])
  const chapters = found.filter(({ kind, keyword }) => kind === 'keyword' && !isDivision(keyword))
  const numerals = found.filter(({ kind }) => kind === 'numeral')
  const underlined = dividing(found.filter(({ kind }) => kind === 'underlined'))
  const isCounted = chapters.length < 2 && underlined.length < 2 && areChapters(numerals, paragraphs)
  const counted = new Set(isCounted ? inSequence(numerals) : goingOn(chapters, numerals))
  const isHeading = (heading: Heading) =>
    heading.kind === 'numeral'
      ? counted.has(heading)
      : heading.kind !== 'underlined' || underlined.includes(heading.keyword)
  return found.filter(isHeading)
}

/** The signs of underlined headings that divide: those that come first, down to the first that comes more than once. */
function dividing(headings: Heading[]): string[] {
  const signs = [...new Set(headings.map(({ keyword }) => keyword))]
  const first = signs.findIndex((sign) => headings.filter(({ keyword }) => keyword === sign).length > 1)
  return signs.slice(0, first + 1)
}

/** After "ADVENTURE VI" a book may go on with "VII". */
function goingOn(chapters: Heading[], numerals: Heading[]): Heading[] {
  const last = chapters.at(-1)
  let value = last ? numberAtStart(last.name.replace(/^\S+\s+/, '')) : 0
  if (value < 2) return []
  return numerals.filter(({ index, name }) => {
    const fits = index > last!.index && numberAtStart(name) === value + 1
    if (fits) value += 1
    return fits
  })
}

/** Words for what holds chapters. */
function isDivision(keyword: string): boolean {
  return /^(?:book|part|volume|vol\.?|act|teil|buch|partie|livre|parte|libro|deel|часть)$/.test(keyword)
}

/** Headings whose numbers run 1, 2, 3; a new 1 starts again, as in the next part. */
function inSequence(headings: Heading[]): Heading[] {
  let last = 0
  const sequence = headings.filter(({ name }) => {
    const value = numberAtStart(name)
    const fits = value === last + 1 || (value === 1 && last > 1)
    if (fits) last = value
    return fits
  })
  return sequence.length > 1 ? sequence : []
}

function areChapters(headings: Heading[], paragraphs: Paragraph[]): boolean {
  const sequence = inSequence(headings)
  const [first] = sequence
  if (!first) return false
  const characters = paragraphs.slice(first.index).reduce((sum, { text }) => sum + text.length, 0)
  return characters / sequence.length >= leastCharactersUnderNumeral
}

const words = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen'.split(' ')
const romanValues: Record<string, number> = { i: 1, v: 5, x: 10, l: 50, c: 100 }

/** Reads "12", "xii" or "twelve"; 0 for other numbers. */
function numberAtStart(name: string): number {
  const [word = ''] = /^[a-z0-9]+/.exec(name.toLowerCase()) ?? []
  if (/^\d+$/.test(word)) return Number(word)
  if (words.includes(word)) return words.indexOf(word) + 1
  return /^[ivxlc]+$/.test(word) ? fromRoman(word) : 0
}

function fromRoman(numeral: string): number {
  const values = [...numeral].map((letter) => romanValues[letter]!)
  return values.reduce((sum, value, index) => sum + (value < (values[index + 1] ?? 0) ? -value : value), 0)
}
