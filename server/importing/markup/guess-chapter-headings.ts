import { findHeading } from '../plain-text/headings.ts'
import type { Page } from './without-notes.ts'

/** So many lines that say "Chapter 4" are no accident. */
const leastChapters = 2

/** Makes headings of paragraphs that are "CHAPTER FOUR" or "Prologue", in pages that have no heading at all. */
export function withGuessedHeadings(pages: Page[]): Page[] {
  const blocks = pages.flatMap((page) => page.blocks)
  if (blocks.some(({ subType }) => subType !== 'p')) return pages
  const kinds = new Map(blocks.map((block) => [block, kindOf(block.text)]))
  if (blocks.filter((block) => kinds.get(block) === 'keyword').length < leastChapters) return pages
  return pages.map(({ path, blocks }) => ({
    path,
    blocks: blocks.map((block) => (kinds.get(block) ? { ...block, subType: 'h1' as const } : block)),
  }))
}

function kindOf(text: string): 'keyword' | 'section' | undefined {
  const kind = findHeading({ text, lines: [text] }, 0)?.kind
  return kind === 'keyword' || kind === 'section' ? kind : undefined
}
