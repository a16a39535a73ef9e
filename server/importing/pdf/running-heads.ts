import type { Line } from './lines.ts'

/** So many lines at the top and at the bottom of a page may be running heads and feet; they stand in this outer share of it. */
const outermost = 4
const outerShare = 0.2

/**
 * Finds running heads, feet and page numbers: what the file calls an artifact, what comes again at the same height of other
 * pages, numbers that count with the pages, all that stands at a height where such lines stand on most pages, and what is
 * set apart at one height of many pages, though each says something else, or says what larger letters say. A line is one only when all lines further out are.
 */
export function findRunningHeads(pages: readonly PlacedPage[], bodySize: number): Set<Line> {
  const outer = pages.flatMap((page, index) => outerLines(page, index))
  const slots = toSlots(outer)
  const counted = new Set(numbered(outer, slots, pages.length))
  const apart = setApart(slots, pages, bodySize)
  const named = namesOfTitles(slots, pages)
  const isHead = new Set([...repeated(slots, pages.length, bodySize), ...counted, ...apart, ...named])
  for (const line of alike(slots, isHead)) isHead.add(line)
  const found = new Set([...fromOutside(outer, isHead), ...watermarks(pages)].map(({ line }) => line))
  const known = counted.union(new Set(named))
  const sure = new Set([...fromOutside(outer, known).map(({ line }) => line), ...artifacts(pages)])
  return isTooMuch(found, pages) ? sure : found.union(sure)
}

/** Pages that all say the same few words are no heads. */
function isTooMuch(found: ReadonlySet<Line>, pages: readonly PlacedPage[]): boolean {
  const length = (lines: Iterable<Line>) => [...lines].reduce((sum, { text }) => sum + text.length, 0)
  return length(found) > length(pages.flatMap(({ lines }) => lines)) * mostArtifacts
}

/** Its lines, and how high it is in points. */
export type PlacedPage = { lines: readonly Line[]; height: number }

type OuterLine = { line: Line; page: number; isTop: boolean; distance: number }

function outerLines({ lines, height }: PlacedPage, page: number): OuterLine[] {
  const ordered = [...lines].sort((a, b) => a.y - b.y)
  const tops = ordered.slice(0, outermost).filter(({ y }) => y < height * outerShare)
  const bottoms = ordered.slice(-outermost).filter(({ y }) => y > height * (1 - outerShare))
  return [
    ...tops.map((line) => ({ line, page, isTop: true, distance: line.y })),
    ...bottoms.toReversed().map((line) => ({ line, page, isTop: false, distance: height - line.y })),
  ]
}

/** Lines at the same height of different pages. */
type Slot = OuterLine[]

const sameHeight = 2

function toSlots(outer: readonly OuterLine[]): Slot[] {
  return [true, false].flatMap((isTop) => {
    const slots: Slot[] = []
    const ordered = outer.filter((line) => line.isTop === isTop).sort((a, b) => a.distance - b.distance)
    for (const line of ordered) {
      if (slots.length > 0 && line.distance - slots.at(-1)![0]!.distance <= sameHeight) slots.at(-1)!.push(line)
      else slots.push([line])
    }
    return slots
  })
}

/** The same text on three pages (of few pages: on most of them); a heading of that name is larger. */
function repeated(slots: readonly Slot[], pageCount: number, bodySize: number): OuterLine[] {
  const least = pageCount > 5 ? 3 : Math.max(2, Math.ceil(pageCount * 0.6))
  return slots.flatMap((slot) =>
    [...Map.groupBy(slot, ({ line }) => line.text).values()]
      .filter((lines) => {
        const isLarge = lines[0]!.line.size >= bodySize * 1.3
        return pagesOf(lines) >= (isLarge ? Math.max(least, pageCount / 4) : least)
      })
      .flat(),
  )
}

function pagesOf(lines: readonly OuterLine[]): number {
  return new Set(lines.map(({ page }) => page)).size
}

const folio =
  /^[-–—~•·|[(\s]*(?:(?:page|p\.|seite|s\.|página|pagina)\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|\/|von|sur|de)\s*\d{1,4})?[-–—~•·|\])\s]*$/i

/** Lines that begin or end with a number that is as far from the number of the page in the file as those of other pages. */
function numbered(outer: readonly OuterLine[], slots: readonly Slot[], pageCount: number): OuterLine[] {
  const offsets = new Map<number, Set<number>>()
  for (const { line, page } of outer) {
    for (const value of numbersAtEnds(line)) {
      const offset = value - page
      offsets.set(offset, (offsets.get(offset) ?? new Set()).add(page))
    }
  }
  const isKnown = (line: OuterLine, least: number) =>
    numbersAtEnds(line.line).some((value) => (offsets.get(value - line.page)?.size ?? 0) >= least)
  const least = Math.min(3, Math.max(2, pageCount))
  return slots.flatMap((slot) => {
    const counted = slot.filter((line) => isKnown(line, least) && !isSentence(line.line))
    const isRow = pagesOf(counted) >= least
    return slot.filter((line) => (isRow && counted.includes(line)) || isLoneFolio(line, pageCount))
  })
}

/** Notes begin with numbers as well. */
function isSentence({ text }: Line): boolean {
  return text.length > 60 || (/[.!?]["”’)]*$/.test(text) && /\p{L}/u.test(text))
}

/** On a page or two nothing can repeat: a number alone at the very foot is that of the page. */
function isLoneFolio({ line, isTop, page }: OuterLine, pageCount: number): boolean {
  if (!folio.test(line.text)) return false
  return !isTop || (pageCount < 3 && numbersAtEnds(line).includes(page + 1))
}

function numbersAtEnds({ text }: Line): number[] {
  const first = /^\W{0,3}(?:(?:page|p\.)\s*)?(\d{1,4}|[ivxlc]{1,7})(?=\W|$)/i.exec(text)?.[1]
  const last = /(?<=\W|^)(\d{1,4}|[ivxlc]{1,7})\W{0,3}$/i.exec(text)?.[1]
  const beforeTotal = /(?<=\W|^)(\d{1,4})\s*(?:of|\/|von|sur|de)\s*\d{1,4}\W{0,3}$/i.exec(text)?.[1]
  return [first, last, beforeTotal].flatMap((number) => (number ? numberOf(number) : []))
}

const romanValues: Record<string, number> = { i: 1, v: 5, x: 10, l: 50, c: 100 }

function numberOf(number: string): number {
  if (/^\d/.test(number)) return Number(number)
  const values = [...number.toLowerCase()].map((letter) => romanValues[letter]!)
  return values.reduce((sum, value, index) => sum + (value < (values[index + 1] ?? 0) ? -value : value), 0)
}

/** The other lines of a slot in which most lines are heads: names of short chapters. A heading there is larger. */
function alike(slots: readonly Slot[], isHead: ReadonlySet<OuterLine>): OuterLine[] {
  return slots.flatMap((slot) => {
    const heads = slot.filter((line) => isHead.has(line))
    if (pagesOf(heads) < 3 || heads.length < slot.length * 0.4) return []
    const sizes = heads.map(({ line }) => line.size).sort((a, b) => a - b)
    const size = sizes[Math.floor(sizes.length / 2)]!
    return slot.filter(({ line }) => line.size < size * 1.15 && line.size > size * 0.85)
  })
}

/** What is apart is further from the text than its lines are from each other, by this. */
const apartBy = 1.6

/**
 * Lines at the edge, no larger than the text and no bold ones, at one height of two pages in five, nearly always apart from
 * what follows: the names of sections, which are others on each page. Titles of slides and of poems are larger or bold.
 */
function setApart(slots: readonly Slot[], pages: readonly PlacedPage[], bodySize: number): OuterLine[] {
  const least = Math.max(4, pages.length * 0.4)
  const gaps = pages.map(gapsAtEdges)
  return slots.flatMap((slot) => {
    const atEdge = slot.filter(({ line, page, isTop }) => gaps[page]![isTop ? 'top' : 'bottom']?.line === line)
    const plain = atEdge.filter(({ line }) => line.size < bodySize * 1.1 && !line.look.isBold)
    const apart = plain.filter(({ page, isTop }) => gaps[page]![isTop ? 'top' : 'bottom']!.gap > apartBy)
    return pagesOf(apart) >= least && apart.length > atEdge.length * 0.8 ? apart : []
  })
}

/** Lines at one height of three pages or more, most of which say what a title in larger letters says on their page or before. */
function namesOfTitles(slots: readonly Slot[], pages: readonly PlacedPage[]): OuterLine[] {
  const titles = new Map<string, { page: number; size: number }[]>()
  for (const [page, { lines }] of pages.entries()) {
    for (const { text, size } of lines) {
      if (text.length > longestTitle) continue
      const key = text.toLowerCase()
      titles.set(key, [...(titles.get(key) ?? []).slice(0, mostAlike), { page, size }])
    }
  }
  const isName = ({ line, page }: OuterLine) =>
    titles.get(line.text.toLowerCase())?.some((one) => one.page <= page && one.size > line.size * 1.15) === true
  return slots.flatMap((slot) => {
    const names = slot.filter(isName)
    return pagesOf(names) >= 3 && names.length >= slot.length * 0.6 ? names : []
  })
}

const longestTitle = 100
const mostAlike = 20

type EdgeGap = { line: Line; gap: number } | undefined

/** The outermost lines of a page, and how far the next ones are from them, in distances of its lines. */
function gapsAtEdges({ lines }: PlacedPage): { top: EdgeGap; bottom: EdgeGap } {
  const ordered = [...lines].sort((a, b) => a.y - b.y)
  const steps = ordered.slice(1).map(({ y }, index) => y - ordered[index]!.y)
  const usual = steps.filter((step) => step > sameHeight).sort((a, b) => a - b)
  const leading = usual[Math.floor(usual.length / 2)]
  if (leading === undefined || ordered.length < 5) return { top: undefined, bottom: undefined }
  return {
    top: { line: ordered[0]!, gap: steps[0]! / leading },
    bottom: { line: ordered.at(-1)!, gap: steps.at(-1)! / leading },
  }
}

/** Those that have only heads between them and the edge of the page, or one beside them. */
function fromOutside(outer: readonly OuterLine[], isHead: ReadonlySet<OuterLine>): OuterLine[] {
  const edges = Map.groupBy(outer, ({ page, isTop }) => `${page} ${isTop}`)
  return [...edges.values()].flatMap((lines) => {
    const first = lines.findIndex((line) => !isHead.has(line))
    const heads = first < 0 ? lines : lines.slice(0, first)
    const last = heads.at(-1)
    return last
      ? lines.filter((line) => heads.includes(line) || (isHead.has(line) && line.distance - last.distance < sameHeight))
      : []
  })
}

/** The same line at the same place of half of the pages, wherever it is: "Draft", "Downloaded by". */
function watermarks(pages: readonly PlacedPage[]): { line: Line }[] {
  if (pages.length < 5) return []
  const all = pages.flatMap(({ lines }, page) => lines.map((line) => ({ line, page })))
  const places = Map.groupBy(all, ({ line }) => `${Math.round(line.x0 / 2)} ${Math.round(line.y / 2)} ${line.text}`)
  return [...places.values()].filter((lines) => lines.length >= pages.length / 2).flat()
}

/** A file that calls much of its text an artifact does not mean it. */
const mostArtifacts = 0.25

function artifacts(pages: readonly PlacedPage[]): Line[] {
  const all = pages.flatMap(({ lines }) => lines)
  const marked = all.filter(({ isArtifact }) => isArtifact)
  const length = (lines: readonly Line[]) => lines.reduce((sum, { text }) => sum + text.length, 0)
  return length(marked) <= length(all) * mostArtifacts ? marked : []
}
