import type { ImportedBlock, ImportedChapter } from '../document/imported-document.ts'
import { withSensibleBreaks } from '../document/scene-break.ts'
import { divideByHeadings } from '../markup/divide-by-headings.ts'
import { withGuessedHeadings } from '../markup/guess-chapter-headings.ts'
import type { PageBlock, Reading } from '../markup/page-blocks.ts'
import { toChapters } from '../markup/to-chapters.ts'
import { spokenSections } from '../markup/unspoken-sections.ts'

/**
 * Makes chapters of a document at its headings. Left out is what nobody reads aloud, which `reading` is told.
 * @param name of a chapter without a heading of its own
 */
export function toDocumentChapters(blocks: PageBlock[], name: string, reading: Reading): ImportedChapter[] {
  const [page] = withGuessedHeadings([{ path: '', blocks }])
  const { sections, leftOut } = spokenSections(divideByHeadings(page!), new Map(), reading)
  reading.leftOut.push(...leftOut)
  const chapters = toChapters(sections, true, name)
  return chapters.length === 1 ? [{ ...chapters[0]!, name }] : chapters
}

/** The blocks of an article, as they are imported. */
export function toBlocks(blocks: PageBlock[]): ImportedBlock[] {
  return withSensibleBreaks(blocks.map(({ subType, text }) => ({ subType, text })))
}
