import { countWords, type ImportedBlock, type ImportedChapter, type LeftOut } from '../document/imported-document.ts'
import type { ReadingChoices } from '../document/reading-choices.ts'
import { chapterHeadings } from './chapter-headings.ts'
import { type Heading, isBareHeading, isTitleLine, nameOf } from './headings.ts'
import type { Paragraph } from './paragraph.ts'
import { withoutContents } from './table-of-contents.ts'

export type TextChapters = { chapters: ImportedChapter[]; leftOut: LeftOut[] }

/**
 * Divides paragraphs at their chapter headings; a text without headings is one chapter. No paragraph is lost but a
 * table of contents.
 * @param name of the only chapter, and of prose before the first heading
 */
export function toChapters(
  paragraphs: Paragraph[],
  name: string,
  matter: ReadingChoices['matter'] = 'skip',
): TextChapters {
  const isSkipped = matter === 'skip'
  const body = isSkipped ? withoutContents(paragraphs) : paragraphs
  const headings = chapterHeadings(body)
  const front = body.slice(0, headings[0]?.index).map(toBlock)
  const parts = headings.map((heading, place) => partAt(body, heading, headings[place + 1]?.index))
  const read = parts.filter((part) => !isSkipped || !isContentsList(part))
  const kept = read.length > 0 ? read : parts
  const chapters = joinParts(front, kept, name)
  const inBody = new Set(body)
  const gone = [
    ...paragraphs.filter((paragraph) => !inBody.has(paragraph)),
    ...parts.filter((part) => !kept.includes(part)).flatMap((part) => part.blocks),
  ]
  return { chapters, leftOut: gone.length === 0 ? [] : [toLeftOut(gone)] }
}

function toLeftOut(gone: { text: string }[]): LeftOut {
  const words = gone.reduce((sum, { text }) => sum + countWords(text), 0)
  return { what: 'contents', count: 1, words, example: gone[0]!.text.slice(0, 80) }
}

/** A heading and what stands under it, perhaps nothing. */
type Part = { name: string; blocks: ImportedBlock[]; isUnderlined?: boolean }

function partAt(paragraphs: Paragraph[], heading: Heading, end = paragraphs.length): Part {
  const title = paragraphs[heading.index + 1]
  const hasTitleLine = isBareHeading(heading) && heading.index + 2 < end && title && isTitleLine(title)
  const name = hasTitleLine ? nameOf([heading.name, title.text]) : heading.name
  const first = heading.index + (hasTitleLine ? 2 : 1)
  const isUnderlined = heading.kind === 'underlined'
  return { name, blocks: paragraphs.slice(first, end).map(toBlock), isUnderlined }
}

/** A table of contents whose lines are no headings: "The Carpet-Bag 12". */
function isContentsList({ name, blocks }: Part): boolean {
  const isContents = /^(?:table of )?contents\b/i.test(name)
  return (
    isContents && blocks.length > 0 && blocks.every(({ text }) => text.length < 90 && !/[.!?…]["'”’)]*$/.test(text))
  )
}

/** Headings with nothing under them ("PART ONE") are said at the start of the next chapter, or at the very end. */
function joinParts(front: ImportedBlock[], parts: Part[], name: string): ImportedChapter[] {
  const chapters: ImportedChapter[] = []
  let waiting: ImportedBlock[] = []
  if (front.some(isProse) || parts.every((part) => part.blocks.length === 0)) chapters.push({ name, blocks: front })
  else waiting = front
  for (const part of parts) {
    const level = waiting.some(({ subType }) => subType === 'h1') ? 'h2' : 'h1'
    waiting.push({ subType: part.blocks.length > 0 && !part.isUnderlined ? level : 'h1', text: part.name })
    if (part.blocks.length === 0) continue
    chapters.push({ name: part.name, blocks: [...waiting, ...part.blocks] })
    waiting = []
  }
  chapters.at(-1)!.blocks.push(...waiting)
  return chapters.filter(({ blocks }) => blocks.length > 0)
}

/** A title page has no such paragraph. */
function isProse({ text }: ImportedBlock): boolean {
  return text.length >= 100 && /[.!?…]["'”’)]*$/.test(text)
}

function toBlock({ text, lines, underline, isVerse }: Paragraph): ImportedBlock {
  const isWhole = isVerse && lines.join(' ') === text
  return { subType: underline ? 'h2' : 'p', text: isWhole ? lines.join('\n') : text }
}
