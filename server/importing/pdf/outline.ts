import type { PDFDocumentProxy } from 'pdfjs-dist'
import { collapseWhiteSpace } from '../document/imported-document.ts'

/** A bookmark of the file. `depth` counts from 0; `y` is in points from the top of the page, 0 where the file says none. */
export type OutlineEntry = { title: string; depth: number; page: number; y: number }

const mostEntries = 5000
const deepest = 8

type Item = { title: string; dest: string | unknown[] | null; items: Item[] }

/** The outline in reading order, without entries that lead nowhere. @param tops the upper edge of each page in its own units */
export async function readOutline(document: PDFDocumentProxy, tops: readonly number[]): Promise<OutlineEntry[]> {
  const items = ((await document.getOutline().catch(() => null)) ?? []) as Item[]
  const entries: OutlineEntry[] = []
  for (const { item, depth } of flat(items, 0)) {
    if (entries.length >= mostEntries) break
    const place = await placeOf(document, item.dest, tops).catch(() => undefined)
    const title = collapseWhiteSpace(item.title ?? '')
    if (place && title !== '') entries.push({ title, depth, ...place })
  }
  return entries
}

function* flat(items: readonly Item[], depth: number): Generator<{ item: Item; depth: number }> {
  for (const item of items) {
    yield { item, depth }
    if (depth < deepest) yield* flat(item.items ?? [], depth + 1)
  }
}

async function placeOf(
  document: PDFDocumentProxy,
  named: Item['dest'],
  tops: readonly number[],
): Promise<{ page: number; y: number } | undefined> {
  const target = typeof named === 'string' ? await document.getDestination(named) : named
  if (!Array.isArray(target)) return undefined
  const [reference, kind, ...numbers] = target
  const page = typeof reference === 'number' ? reference : await document.getPageIndex(reference)
  const top = tops[page]
  if (top === undefined) return undefined
  const name = (kind as { name?: string } | undefined)?.name ?? ''
  const y = name === 'XYZ' ? numbers[1] : /^FitB?H$/.test(name) ? numbers[0] : name === 'FitR' ? numbers[3] : undefined
  return { page, y: typeof y === 'number' ? Math.max(0, top - y) : 0 }
}
