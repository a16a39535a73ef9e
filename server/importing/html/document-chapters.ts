import { withSensibleBreaks } from '../epub/book-chapters.ts'
import type { BookSection } from '../epub/book-sections.ts'
import type { PageBlock } from '../epub/page-blocks.ts'
import { spokenPart, titleOf } from '../epub/unspoken-sections.ts'
import type { ImportedChapter } from '../imported-document.ts'

/**
 * Makes chapters of a document: at each heading of the first level that has more than one, h1 or h2. What stands before
 * the first goes with it when it is only headings. Left out is what nobody reads aloud, unless nothing would be left.
 * @param name of a chapter without a heading of its own
 */
export function toDocumentChapters(blocks: PageBlock[], name: string): ImportedChapter[] {
  const sections = divide(blocks)
  const spoken = sections.map((section) => spokenPart(section, new Map()))
  const kept = spoken.some((section) => section.blocks.length > 0) ? spoken : sections
  return kept
    .map((section) => ({ name: chapterName(section, sections.length, name), blocks: toBlocks(section.blocks) }))
    .filter((chapter) => chapter.blocks.length > 0)
}

/** The blocks of an article or chapter, as they are imported. */
export function toBlocks(blocks: PageBlock[]): ImportedChapter['blocks'] {
  return withSensibleBreaks(blocks.map(({ subType, text }) => ({ subType, text })))
}

function divide(blocks: PageBlock[]): BookSection[] {
  const level = (['h1', 'h2'] as const).find((type) => blocks.filter(({ subType }) => subType === type).length > 1)
  const starts = blocks.flatMap(({ subType }, index) => (level && subType === level ? [index] : []))
  const hasPreface = blocks.slice(0, starts[0]).some(({ subType }) => subType === 'p')
  const places = hasPreface || starts.length === 0 ? [0, ...starts] : [0, ...starts.slice(1)]
  return places.map((place, index) => {
    const end = places[index + 1]
    const title =
      hasPreface && index === 0 ? undefined : blocks.slice(place, end).find((block) => block.subType === level)?.text
    return { path: '', title, blocks: blocks.slice(place, end) }
  })
}

/** A document of one chapter is named as a whole. */
function chapterName(section: BookSection, count: number, name: string): string {
  return (count > 1 && titleOf(section)) || name
}
