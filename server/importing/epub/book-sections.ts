import type { ContentsEntry } from './navigation.ts'
import type { PageBlock } from './page-blocks.ts'
import type { Page } from './without-notes.ts'

/** A stretch of one page: what one entry of the table of contents leads to, or a page that has no entry. */
export type BookSection = { path: string; title?: string; blocks: PageBlock[] }

/** Divides pages where the table of contents leads into them, with entries down to a depth. */
export function toSections(pages: Page[], contents: ContentsEntry[], depth: number): BookSection[] {
  const entries = contents.filter((entry) => entry.depth <= depth)
  return pages.flatMap((page) => divide(page, entries))
}

function divide({ path, blocks }: Page, contents: ContentsEntry[]): BookSection[] {
  const titles = new Map<number, string | undefined>([[0, undefined]])
  const depths = new Map<number, number>()
  for (const entry of contents.filter((candidate) => candidate.path === path)) {
    const place = placeOf(entry, blocks)
    const title = titles.get(place)
    const isBelow = title !== undefined && entry.depth > depths.get(place)!
    if (title === undefined || isBelow) titles.set(place, [title, entry.title].filter(Boolean).join(': ') || undefined)
    if (title === undefined || isBelow) depths.set(place, entry.depth)
  }
  const places = [...titles.keys()].sort((a, b) => a - b)
  return places
    .map((place, index) => ({ path, title: titles.get(place), blocks: blocks.slice(place, places[index + 1]) }))
    .filter((section) => section.blocks.length > 0)
}

/** An entry whose fragment is not there leads to the top of the page. */
function placeOf({ fragment }: ContentsEntry, blocks: PageBlock[]): number {
  return Math.max(0, fragment === '' ? 0 : blocks.findIndex(({ ids }) => ids.includes(fragment)))
}
