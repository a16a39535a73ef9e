import { contentsTitle, findHeading, type Heading, isBareHeading, isHeadingLine } from './headings.ts'
import type { Paragraph } from './paragraph.ts'

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
    // The row goes on into the first real heading: what comes again within it is an entry.
    const lastInRow = new Map(row.map((heading) => [keyOf(heading), heading.index]))
    const isRepeated = (heading: Heading) => lastInRow.get(keyOf(heading))! > heading.index
    const entries = row.filter((heading) => lastIndexOf.get(keyOf(heading))! > last || isRepeated(heading))
    if (entries.length >= leastEntries) for (const { index } of entries) dropped.add(index)
  }
  paragraphs.forEach((paragraph, index) => {
    const isList = paragraph.isContents && paragraph.lines.some((line) => /\.{3,}|(?: \.){3,}/.test(line))
    if (isList || isListOfHeadings(paragraph)) dropped.add(index)
  })
  paragraphs.forEach((paragraph, index) => {
    if (!contentsTitle.test(paragraph.text) || paragraph.text.length > 40) return
    const entries = entriesAfter(paragraphs, index, lastIndexOf)
    for (const entry of entries) dropped.add(entry)
    if (entries.length > 0 || dropped.has(index + 1)) dropped.add(index)
  })
  const kept = paragraphs.filter((_, index) => !dropped.has(index))
  return isTooMuch(lengthOf(paragraphs) - lengthOf(kept), lengthOf(paragraphs)) ? paragraphs : kept
}

/** A guess that takes more than a quarter of a text is wrong; of a short text a list of contents may be as much. */
function isTooMuch(dropped: number, all: number): boolean {
  return dropped > all / 4 && dropped > 2000
}

function lengthOf(paragraphs: Paragraph[]): number {
  return paragraphs.reduce((sum, { text }) => sum + text.length, 0)
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

/**
 * The entries below the word "Contents": short lines that end in a number or are headings, up to where one of them comes
 * again; the last says a page or comes again later, and of three at least one says a page.
 */
function entriesAfter(paragraphs: Paragraph[], title: number, lastIndexOf: Map<string, number>): number[] {
  const entries: number[] = []
  const names = new Set<string>()
  let evident = 0
  let end = 0
  for (let index = title + 1; index < paragraphs.length; index++) {
    const paragraph = paragraphs[index]!
    const heading = findHeading(paragraph, index)
    const name = heading ? keyOf(heading) : bareName(paragraph.text)
    const isBare = heading !== undefined && isBareHeading(heading)
    const hasPage = paragraph.isContents || (!isBare && /[\s.]\d{1,4}$/.test(paragraph.text.slice(-12)))
    const isShort = paragraph.text.length < 100 || paragraph.isContents || isListOfHeadings(paragraph)
    if (!isShort || !(hasPage || heading) || (heading && names.has(name))) break
    names.add(name)
    entries.push(index)
    if (hasPage) evident += 1
    if (hasPage || lastIndexOf.get(name)! > index) end = entries.length
  }
  return end > 0 && evident >= end / 3 ? entries.slice(0, end) : []
}

function bareName(text: string): string {
  return text.replace(/[\s.]*\d{1,4}$/, '').toLowerCase()
}
