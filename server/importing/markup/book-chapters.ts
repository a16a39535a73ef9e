import type { ImportedChapter, LeftOut } from '../document/imported-document.ts'
import { mergeSmallest } from '../document/merge-chapters.ts'
import { type BookSection, type ContentsEntry, toSections } from './book-sections.ts'
import { divideByHeadings, wordsIn } from './divide-by-headings.ts'
import type { Reading } from './page-blocks.ts'
import { toChapters } from './to-chapters.ts'
import { spokenSections } from './unspoken-sections.ts'
import type { Page } from './without-notes.ts'

/** The table of contents of a book. */
export type Navigation = {
  contents: ContentsEntry[]
  /** Path of a whole file → what the landmarks or the guide say it is. */
  landmarks: Map<string, string[]>
}

export type BookChapters = { chapters: ImportedChapter[]; leftOut: LeftOut[] }

/**
 * Makes chapters of a book's pages: one for each entry of the table of contents, and for each page without an entry
 * that begins with a heading; other pages go on with the chapter before. An entry that leads to most of the book is
 * divided at its headings.
 * @param limit on chapters: when there are more, the smallest go together with the one before
 * @param name of the only chapter, when it has no title
 */
export function toBookChapters(
  pages: Page[],
  navigation: Navigation,
  limit: number,
  reading: Reading,
  name?: string,
): BookChapters {
  const { contents, landmarks } = navigation
  const divided = divideLargest(withSensibleDepth(pages, contents))
  const { sections, leftOut } = spokenSections(divided, landmarks, reading)
  const chapters = toChapters(sections, contents.length > 0, name)
  return { chapters: mergeSmallest(chapters, limit), leftOut }
}

const manySections = 60
const leastMedianWords = 300

/** Technical books list each page of a few lines: the depth is taken where the chapters have some length. */
function withSensibleDepth(pages: Page[], contents: ContentsEntry[]): BookSection[] {
  let depth = contents.reduce((deepest, entry) => Math.max(deepest, entry.depth), 0)
  let sections = toSections(pages, contents, depth)
  while (depth > 0 && sections.length > manySections && medianWords(sections) < leastMedianWords) {
    sections = toSections(pages, contents, --depth)
  }
  return sections
}

function medianWords(sections: BookSection[]): number {
  const words = sections.map(({ blocks }) => wordsIn(blocks)).sort((a, b) => a - b)
  return words[Math.floor(words.length / 2)] ?? 0
}

const largestShare = 0.6

function divideLargest(sections: BookSection[]): BookSection[] {
  const total = sections.reduce((sum, { blocks }) => sum + wordsIn(blocks), 0)
  return sections.flatMap((section) =>
    wordsIn(section.blocks) > total * largestShare ? divideByHeadings(section) : [section],
  )
}
