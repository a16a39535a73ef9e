import type { BlockSubType } from '../document/imported-document.ts'
import { findHeading, isBareHeading, nameOf } from '../plain-text/headings.ts'
import type { Measures } from './document-measures.ts'
import type { OutlineEntry } from './outline.ts'
import type { Paragraph } from './paragraphs.ts'

/** A paragraph that is a heading, or not, and which entries of the outline lead to it. */
export type Titled = Paragraph & { subType: BlockSubType; entries: OutlineEntry[] }

const longestHeading = 220

/**
 * Tells which paragraphs are headings, and of which level: those that the outline names, larger letters (the larger the
 * higher), bold lines alone, and words such as "Chapter 4" alone in a line.
 */
export function withHeadings(
  paragraphs: readonly Paragraph[],
  outline: readonly OutlineEntry[],
  measures: Measures,
): Titled[] {
  const merged = withWholeTitles(paragraphs)
  const entries = placed(merged, outline)
  const isNamed = (paragraph: Paragraph) =>
    (entries.get(paragraph) ?? []).find(({ title }) => matches(paragraph.text, title))
  const sizes = rankedSizes(merged.filter((paragraph) => isLarge(paragraph)))
  return merged.map((paragraph) => {
    const named = isNamed(paragraph)
    const subType = named ? toLevel(named.depth) : levelOf(paragraph, sizes, measures)
    return { ...paragraph, subType, entries: entries.get(paragraph) ?? [] }
  })
}

function toLevel(depth: number): BlockSubType {
  return (['h1', 'h2', 'h3'] as const)[Math.min(depth, 2)]!
}

function isLarge({ kind, text }: Paragraph): boolean {
  return (
    kind === 'head' && text.length <= longestHeading && isWorded(text) && !(text.length > 120 && /[.!?]$/.test(text))
  )
}

/** Music and formulas are large as well: a heading has a word, a number, or a letter alone. */
function isWorded(text: string): boolean {
  return /\p{L}{2}|\p{Lo}/u.test(text) || /^(?:\p{Lu}|\d{1,4}|[IVXLC]{1,7})[.:]?$/u.test(text)
}

/** Sizes of headings from the largest; those of the title page, which come nowhere else, are one. */
function rankedSizes(heads: readonly Paragraph[]): number[][] {
  const pages = new Map<number, Set<number>>()
  for (const head of heads) {
    const size = sizeOf(head)
    pages.set(size, (pages.get(size) ?? new Set()).add(head.lines[0]!.page))
  }
  const sizes = [...pages.keys()].sort((a, b) => b - a)
  const isOfTitle = (size: number) => [...pages.get(size)!].every((page) => page < 2)
  const titles = sizes.filter((size, index) => isOfTitle(size) && sizes.slice(0, index).every(isOfTitle))
  const others = sizes.filter((size) => !titles.includes(size))
  return titles.length > 0 && others.length > 0
    ? [titles, ...others.map((size) => [size])]
    : sizes.map((size) => [size])
}

function sizeOf({ lines }: Paragraph): number {
  return Math.round(lines[0]!.size * 2) / 2
}

function levelOf(paragraph: Paragraph, sizes: readonly number[][], measures: Measures): BlockSubType {
  if (isLarge(paragraph)) return toLevel(sizes.findIndex((some) => some.includes(sizeOf(paragraph))))
  if (paragraph.kind !== 'p' || paragraph.lines.length > 3) return 'p'
  if (isBoldLine(paragraph, measures)) return toLevel(sizes.length)
  return isKeyword(paragraph, measures) ? toLevel(Math.max(0, Math.min(1, sizes.length - 1))) : 'p'
}

function isBoldLine({ lines, text }: Paragraph, { isBodyBold }: Measures): boolean {
  const isBold = !isBodyBold && lines.every(({ look }) => look.isBold)
  return isBold && text.length < 120 && /\p{L}{2}/u.test(text) && !/[.,;:]$/.test(text.replace(/^\S+\.$/, ''))
}

/** "CHAPTER IV", "Prologue" alone in a line that does not begin at the edge, or in capitals. */
function isKeyword({ lines, text }: Paragraph, { edges, bodySize }: Measures): boolean {
  const heading = findHeading({ text, lines: lines.map((line) => line.text) }, 0)
  if (heading?.kind !== 'keyword' && heading?.kind !== 'section') return false
  const { left, right } = edges.get(lines[0]!.column)!
  const { x0, x1 } = lines[0]!
  const isCentred = x0 - left > bodySize && Math.abs(x0 - left - (right - x1)) < 3 * bodySize
  return isCentred || text === text.toUpperCase() || x1 < left + (right - left) * 0.6
}

/** "CHAPTER 1" and "The Storm" below it, in whatever sizes, are one title. */
function withWholeTitles(paragraphs: readonly Paragraph[]): Paragraph[] {
  const result: Paragraph[] = []
  for (const paragraph of paragraphs) {
    const last = result.at(-1)
    if (last && isBare(last) && paragraph.kind === 'head' && isBelow(last, paragraph)) {
      const larger = sizeOf(last) >= sizeOf(paragraph) ? last : paragraph
      const lines = [...larger.lines, ...(larger === last ? paragraph : last).lines]
      result[result.length - 1] = { kind: 'head', lines, text: titleOf(last.text, paragraph.text) }
    } else result.push(paragraph)
  }
  return result
}

/** "CHAPTER" and "ONE" in two lines; then it is one bare title. */
function titleOf(above: string, below: string): string {
  return /^\p{L}+$/u.test(above) && isBareText(`${above} ${below}`) ? `${above} ${below}` : nameOf([above, below])
}

function isBare({ text, kind, lines }: Paragraph): boolean {
  return (
    (kind === 'head' || (kind === 'p' && lines.length === 1)) &&
    (isBareText(text) || /^(?:chapter|part|book|appendix|kapitel|chapitre)$/i.test(text))
  )
}

function isBareText(text: string): boolean {
  return isBareHeading({ index: 0, kind: 'keyword', keyword: '', name: text }) || /^appendix [A-Z]$/i.test(text)
}

function isBelow(above: Paragraph, below: Paragraph): boolean {
  const [last, first] = [above.lines.at(-1)!, below.lines[0]!]
  return last.page === first.page && first.y > last.y && first.y - last.y < 6 * first.size
}

/** For each paragraph the entries of the outline that lead to it: by its text on the page, else by the height there. */
function placed(paragraphs: readonly Paragraph[], outline: readonly OutlineEntry[]): Map<Paragraph, OutlineEntry[]> {
  const byPage = Map.groupBy(paragraphs, ({ lines }) => lines[0]!.page)
  const found = new Map<Paragraph, OutlineEntry[]>()
  for (const entry of outline) {
    const paragraph = targetOf(entry, byPage) ?? paragraphs.find(({ lines }) => lines[0]!.page >= entry.page)
    if (paragraph) found.set(paragraph, [...(found.get(paragraph) ?? []), entry])
  }
  return found
}

function targetOf({ title, page, y }: OutlineEntry, byPage: Map<number, Paragraph[]>): Paragraph | undefined {
  const here = byPage.get(page) ?? []
  const candidates = [...here, ...(byPage.get(page + 1) ?? []).slice(0, 2)].filter(({ text }) => matches(text, title))
  const distance = ({ lines }: Paragraph) => Math.abs(lines[0]!.y - y) + (lines[0]!.page - page) * 1000
  const [nearest] = candidates.sort((a, b) => distance(a) - distance(b))
  return nearest ?? here.find(({ lines }) => lines[0]!.y >= y - 2)
}

/** "3.3 Installation of files" is what the outline calls "Installation of files", and the other way round. */
function matches(text: string, title: string): boolean {
  const [a, b] = [lettersOf(text), lettersOf(title)]
  if (a === '' || b === '' || text.length > longestHeading) return false
  return a === b || (a.endsWith(b) && b.length > a.length * 0.4) || (b.endsWith(a) && a.length > b.length * 0.5)
}

function lettersOf(text: string): string {
  return text
    .slice(0, longestHeading + 100)
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
}
