import { findHeading, type Heading, isHeadingLine } from './headings.ts'
import type { Paragraph } from './paragraphs.ts'

/** Fewer headings in a row may be "PART ONE", "CHAPTER I", with its chapter below. */
const leastEntries = 3

/**
 * Leaves out a table of contents: a row of headings that come again later, with the word "Contents" before it, or one
 * paragraph whose lines are such headings.
 */
export function withoutContents(paragraphs: Paragraph[]): Paragraph[] {
  const headings = paragraphs.flatMap((paragraph, index) => findHeading(paragraph, index) ?? [])
  const lastIndexOf = new Map(headings.map((heading) => [keyOf(heading), heading.index]))
  const dropped = new Set<number>()
  for (const row of rowsOf(headings)) {
    const last = row.at(-1)!.index
    const entries = row.filter((heading) => lastIndexOf.get(keyOf(heading))! > last || isRepeated(heading, row))
    if (entries.length >= leastEntries) for (const { index } of entries) dropped.add(index)
  }
  paragraphs.forEach((paragraph, index) => {
    if (isListOfHeadings(paragraph)) dropped.add(index)
  })
  for (const { index, keyword } of headings) if (isContents(keyword) && dropped.has(index + 1)) dropped.add(index)
  return paragraphs.filter((_, index) => !dropped.has(index))
}

/** Headings that stand directly below each other. */
function rowsOf(headings: Heading[]): Heading[][] {
  const rows: Heading[][] = []
  for (const heading of headings) {
    if (rows.at(-1)?.at(-1)?.index === heading.index - 1) rows.at(-1)!.push(heading)
    else rows.push([heading])
  }
  return rows
}

/** The row goes on into the first real heading: what comes again within the row is an entry. */
function isRepeated(heading: Heading, row: Heading[]): boolean {
  return row.some((other) => other.index > heading.index && keyOf(other) === keyOf(heading))
}

/** "Chapter I. Loomings … 3" and "CHAPTER I." are the same place. */
function keyOf({ kind, name }: Heading): string {
  const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return kind === 'section' ? words[0]! : words.slice(0, kind === 'keyword' ? 2 : 1).join(' ')
}

function isListOfHeadings({ lines }: Paragraph): boolean {
  if (lines.length < leastEntries) return false
  const entries = lines.filter(isHeadingLine)
  return entries.length >= lines.length * 0.6
}

function isContents(keyword: string): boolean {
  return keyword === 'contents' || keyword === 'table of contents'
}
