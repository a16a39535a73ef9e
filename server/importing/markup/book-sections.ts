import type { PageBlock } from './page-blocks.ts'
import type { Page } from './without-notes.ts'

/** One line of the table of contents. `depth` counts from 0. */
export type ContentsEntry = { title: string; path: string; fragment: string; depth: number }

/** A stretch of one page: what one entry of the table of contents leads to, or a page that has no entry. */
export type BookSection = { path: string; title?: string; blocks: PageBlock[] }

/** Divides pages where the table of contents leads into them, with entries down to a depth. */
export function toSections(pages: Page[], contents: ContentsEntry[], depth: number): BookSection[] {
  const entries = Map.groupBy(
    contents.filter((entry) => entry.depth <= depth),
    ({ path }) => path,
  )
  return pages.flatMap((page) => divide(page, entries.get(page.path) ?? []))
}

function divide({ path, blocks }: Page, entries: ContentsEntry[]): BookSection[] {
  const titles = new Map<number, string | undefined>([[0, undefined]])
  const depths = new Map<number, number>()
  const placeOf = placesIn(blocks)
  for (const entry of entries) {
    const place = placeOf(entry)
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

/** Where an entry leads to. One whose fragment is not there leads to the top of the page. */
function placesIn(blocks: PageBlock[]): (entry: ContentsEntry) => number {
  const places = new Map<string, number>()
  blocks.forEach(({ ids }, index) => {
    for (const id of ids) if (!places.has(id)) places.set(id, index)
  })
  return ({ fragment }) => places.get(fragment) ?? 0
}
