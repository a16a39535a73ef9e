import type { ImportedBlock, ImportedChapter } from '../imported-document.ts'
import { chapterHeadings } from './chapter-headings.ts'
import { type Heading, isBareHeading, isTitleLine, nameOf } from './headings.ts'
import type { Paragraph } from './paragraphs.ts'
import { withoutContents } from './table-of-contents.ts'

/**
 * Divides paragraphs at their chapter headings; a text without headings is one chapter. No paragraph is lost but a
 * table of contents.
 * @param name of the only chapter, and of prose before the first heading
 */
export function toChapters(paragraphs: Paragraph[], name: string): ImportedChapter[] {
  const body = withoutContents(paragraphs)
  const headings = chapterHeadings(body)
  const front = body.slice(0, headings[0]?.index).map(toBlock)
  const parts = headings.map((heading, place) => partAt(body, heading, headings[place + 1]?.index))
  const read = parts.filter((part) => !isContentsList(part))
  return joinParts(front, read.length > 0 ? read : parts, name)
}

/** A heading and what stands under it, perhaps nothing. */
type Part = { name: string; blocks: ImportedBlock[] }

function partAt(paragraphs: Paragraph[], heading: Heading, end = paragraphs.length): Part {
  const title = paragraphs[heading.index + 1]
  const hasTitleLine = isBareHeading(heading) && heading.index + 2 < end && title && isTitleLine(title)
  const name = hasTitleLine ? nameOf([heading.name, title.text]) : heading.name
  const first = heading.index + (hasTitleLine ? 2 : 1)
  return { name, blocks: paragraphs.slice(first, end).map(toBlock) }
}

/** A table of contents whose lines are no headings: "The Carpet-Bag 12". */
function isContentsList({ name, blocks }: Part): boolean {
  const isContents = /^(?:table of )?contents\b/i.test(name)
  return isContents && blocks.length > 0 && blocks.every(({ text }) => text.length < 90)
}

/** Headings with nothing under them ("PART ONE") are said at the start of the next chapter, or at the very end. */
function joinParts(front: ImportedBlock[], parts: Part[], name: string): ImportedChapter[] {
  const chapters: ImportedChapter[] = []
  let waiting: ImportedBlock[] = []
  if (front.some(isProse) || parts.every((part) => part.blocks.length === 0)) chapters.push({ name, blocks: front })
  else waiting = front
  for (const part of parts) {
    const level = waiting.some(({ subType }) => subType === 'h1') ? 'h2' : 'h1'
    waiting.push({ subType: part.blocks.length > 0 ? level : 'h1', text: part.name })
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

function toBlock({ text }: Paragraph): ImportedBlock {
  return { subType: 'p', text }
}
