import { collapseWhiteSpace, countWords, type LeftOut, type LeftOutKind } from '../document/imported-document.ts'
import type { BookSection } from './book-sections.ts'
import type { PageBlock, Reading } from './page-blocks.ts'
import { isUnspokenMeaning } from './page-elements.ts'

type Part = 'cover' | 'title' | 'imprint' | 'contents' | 'notes' | 'index'

/** How parts that nobody reads aloud are called, in titles and in the names of files. A name alone decides nothing. */
const partNames: readonly [Part, RegExp][] = [
  ['cover', /^(?:(?:front |book )?cover(?: ?page)?)$/i],
  ['title', /^(?:title[-_ ]?page|half[-_ ]?title(?:[-_ ]?page)?)$/i],
  ['imprint', /^(?:copyright(?: page| notice)?|imprint|colophon|uncopyright|impressum)$/i],
  ['contents', /^(?:(?:table of )?contents|toc|nav|landmarks|inhalt(?:sverzeichnis)?|table des matières|sommaire)$/i],
  ['contents', /^(?:list of (?:illustrations|figures|tables|maps|plates)|loi|lot|(?:list of )?illustrations)$/i],
  ['notes', /^(?:(?:end|foot)?notes?)$/i],
  ['index', /^(?:(?:subject |name |general )?index)$/i],
  ['imprint', /^(?:the full project gutenberg.*|.*project gutenberg.* licen[cs]e)$/i],
]

const partOfMeaning: Record<string, Part> = {
  cover: 'cover',
  titlepage: 'title',
  'title-page': 'title',
  halftitlepage: 'title',
  halftitle: 'title',
  toc: 'contents',
  landmarks: 'contents',
  'page-list': 'contents',
  loi: 'contents',
  lot: 'contents',
  index: 'index',
}

export type Spoken = { sections: BookSection[]; leftOut: LeftOut[] }

/** A guess that takes so much is wrong: what it would leave out stays. In a short text a title page may be as much. */
const largestGuess = 0.25
const smallestGuessWords = 150

/**
 * What of each section is read aloud: all but covers, imprints, lists of contents and notes, which are known by what the
 * book says of them and by what they look like. When that would be more than a quarter of the text, all of it stays.
 * @param landmarks path of a file → what the book's guide says it is
 */
export function spokenSections(sections: BookSection[], landmarks: Map<string, string[]>, reading: Reading): Spoken {
  if (reading.choices.matter === 'read') return { sections, leftOut: [] }
  const entered = new Set(sections.filter(isChapterEntry).map(({ path }) => path))
  const hints: Hints = { landmarks, entered }
  const parts = sections.map((section) => spokenPart(section, hints))
  const total = wordsOf(sections.flatMap(({ blocks }) => blocks))
  const left = parts.reduce((sum, { leftOut }) => sum + leftOut.reduce((words, piece) => words + piece.words, 0), 0)
  const isTooMuch = left > total * largestGuess && left > smallestGuessWords
  const isNothing = parts.every(({ section }) => section.blocks.length === 0)
  if (isTooMuch || isNothing) return { sections, leftOut: [] }
  return { sections: parts.map(({ section }) => section), leftOut: parts.flatMap(({ leftOut }) => leftOut) }
}

/** What is known beside the text: what the guide calls files, and into which files the table of contents leads. */
type Hints = { landmarks: Map<string, string[]>; entered: Set<string> }

function isChapterEntry({ title }: BookSection): boolean {
  return title !== undefined && title !== '' && !partNames.some(([, pattern]) => pattern.test(title))
}

function spokenPart(section: BookSection, hints: Hints): { section: BookSection; leftOut: LeftOut[] } {
  const declared = section.blocks.filter(({ isUnspoken }) => !isUnspoken)
  const named = partByTitle(section)
  const part = named ?? partByPlace(section, hints)
  const isWhole =
    part !== undefined && part !== 'contents' && (looksLike(part, declared, section) || (!named && isSmall(declared)))
  const blocks = isWhole ? [] : withoutLists(declared, part === 'contents')
  const kept = new Set(blocks)
  const gone = section.blocks.filter((block) => !kept.has(block))
  return { section: { ...section, blocks }, leftOut: gone.length === 0 ? [] : [toLeftOut(gone, section, part)] }
}

function toLeftOut(gone: PageBlock[], section: BookSection, part: Part | undefined): LeftOut {
  const what: LeftOutKind =
    part === 'notes'
      ? 'notes'
      : part === 'contents' || (part === undefined && gone.every(isLink))
        ? 'contents'
        : 'matter'
  const example = (titleOf(section) ?? gone[0]!.text).slice(0, 80)
  return { what, count: 1, words: wordsOf(gone), example }
}

/** What the table of contents or the first heading calls a section. */
export function titleOf({ title, blocks }: BookSection): string | undefined {
  return title || blocks.slice(0, 3).find(({ subType }) => subType !== 'p')?.text
}

function partByTitle(section: BookSection): Part | undefined {
  const title = collapseWhiteSpace(titleOf(section) ?? '').replace(/[.:]$/, '')
  return partNames.find(([, pattern]) => pattern.test(title))?.[0]
}

/** By the landmarks or the name of the file; a file into which the table of contents leads is a part of the text. */
function partByPlace({ path }: BookSection, { landmarks, entered }: Hints): Part | undefined {
  if (entered.has(path)) return undefined
  const meaning = landmarks.get(path)?.find(isUnspokenMeaning)
  if (meaning) return partOfMeaning[meaning] ?? (/note/.test(meaning) ? 'notes' : 'imprint')
  const stem = path
    .split('/')
    .at(-1)!
    .replace(/\.x?html?$/i, '')
    .replace(/^\d+[-_]/, '')
  return partNames.find(([, pattern]) => pattern.test(stem))?.[0]
}

function isSmall(blocks: PageBlock[]): boolean {
  return wordsOf(blocks) < 150
}

/** Whether what stands under the name is what the name says. */
function looksLike(part: Part, blocks: PageBlock[], section: BookSection): boolean {
  const paragraphs = blocks.filter(({ subType }) => subType === 'p')
  const share = (matches: (block: PageBlock) => boolean) => paragraphs.filter(matches).length / paragraphs.length
  const words = wordsOf(blocks)
  if (paragraphs.length === 0) return section.blocks.length > 0 && words < 30
  if (part === 'notes') return share(({ text }) => /^[[(]?(?:[\d*†‡§⁰¹²³⁴-⁹]|[ivx]+[.)\]])/.test(text)) >= 0.5
  if (part === 'index') return share((block) => isLink(block) || isIndexLine(block)) >= 0.5
  if (part === 'imprint')
    return words < 1500 && (share(isImprintLine) >= 0.3 || (words < 600 && paragraphs.some(isImprintLine)))
  return words < 150 && !paragraphs.some(isProse)
}

const isImprintLine = ({ text }: PageBlock) =>
  /©|\(c\) ?\d|copyright (?:©|\d|by)|\bISBN\b|all rights reserved|public domain|published (?:by|in)|printed in|creative commons|licen[cs]e|first published|produced by|typeset|edition/i.test(
    text,
  )

const isIndexLine = ({ text }: PageBlock) =>
  /[\p{L}.)”"],?\s+\d{1,4}(?:[-–,;]\s*\d+)*\.?$|\bsee (?:also )?\p{L}/u.test(text)

/** Sentences, as on no title page. */
export function isProse({ subType, text }: { subType: string; text: string }): boolean {
  return subType === 'p' && text.length >= 50 && /[.!?…。！？]["'”’»)\]]*$/u.test(text)
}

/** Whether a paragraph is nothing but links within the book. */
function isLink({ text, linkedCharacters }: PageBlock): boolean {
  return linkedCharacters > 0 && linkedCharacters >= text.replace(/[\d\s.|·•‹›«»,–—-]/g, '').length * 0.7
}

const leastLinks = 4

/**
 * Without lists of links into the book: rows of four or more, and in a part called "Contents" each of them, and each
 * line that ends in a page number. The headings above go when nothing else is left there.
 */
function withoutLists(blocks: PageBlock[], isContents: boolean): PageBlock[] {
  const isEntry = (block: PageBlock) =>
    block.subType === 'p' && (isLink(block) || (isContents && /(?:\.{2,}|\s)\s*\d{1,4}$/.test(block.text)))
  const kept: PageBlock[] = []
  for (let index = 0; index < blocks.length; ) {
    let end = index
    while (end < blocks.length && isEntry(blocks[end]!)) end += 1
    if (end === index || end - index < (isContents ? 1 : leastLinks)) kept.push(...blocks.slice(index, end + 1))
    else kept.push(...blocks.slice(end, end + 1))
    index = end + 1
  }
  const isList = isContents && kept.every((block) => !isProse(block)) && kept.length < Math.max(3, blocks.length / 2)
  return isList ? [] : kept
}

function wordsOf(blocks: PageBlock[]): number {
  return blocks.reduce((sum, { text }) => sum + countWords(text), 0)
}
