import type { Line } from './lines.ts'

/** A list of contents has at least so many entries. */
const leastEntries = 3

/** Whether a title stands above a list of contents. */
const contentsTitle =
  /^(?:table of contents|(?:brief |detailed )?contents|inhalt(?:sverzeichnis)?|table des matières|sommaire|índice|indice|sommario|list of (?:figures|tables|illustrations))\.?$/i

/**
 * The lines of lists of contents, with their titles: three and more lines, one or two apart, that end in page numbers
 * which never fall. Each has a row of dots before the number, or all stand below such a title.
 */
export function findContents(lines: readonly Line[]): Set<Line> {
  const found = new Set<Line>()
  for (let start = 0; start < lines.length; start++) {
    const isTitled = contentsTitle.test(lines[start]!.text)
    const entries = entriesFrom(lines, isTitled ? start + 1 : start, isTitled)
    if (entries.length === 0) continue
    const end = entries.at(-1)!
    for (let place = start; place <= end; place++) found.add(lines[place]!)
    start = end
  }
  for (let place = 0; place + 1 < lines.length; place++) {
    if (contentsTitle.test(lines[place]!.text) && found.has(lines[place + 1]!)) found.add(lines[place]!)
  }
  return found
}

/** So many lines may stand between two entries: titles of two lines, headings of parts. */
const mostBetween = 2

function entriesFrom(lines: readonly Line[], start: number, isTitled: boolean): number[] {
  const places: number[] = []
  let last = -1
  let between = 0
  for (let place = start; place < lines.length && between <= mostBetween; place++) {
    const page = pageOf(lines[place]!, isTitled)
    const fits = page !== undefined && (page >= last || page < 0)
    between = fits ? 0 : between + 1
    if (!fits && places.length === 0 && !isTitled) return []
    if (!fits) continue
    places.push(place)
    last = Math.max(last, page)
  }
  return places.length >= leastEntries ? places : []
}

const leaders = /(?:\.\s?){3,}\s*(\d{1,4}|[ivxlc]{1,7})$|[\u2026·]{2,}\s*(\d{1,4}|[ivxlc]{1,7})$/i

/** The page that an entry names; -1 for a roman one, whose order is not checked. */
function pageOf({ text, cells }: Line, isTitled: boolean): number | undefined {
  const match = leaders.exec(text)
  const dotted = match?.[1] ?? match?.[2]
  const apart = cells.length > 1 ? /^(\d{1,4}|[ivxlc]{1,7})$/i.exec(cells.at(-1)!)?.[1] : undefined
  const plain = isTitled ? /\s(\d{1,4}|[ivxlc]{1,7})$/.exec(text)?.[1] : undefined
  const number = dotted ?? (isTitled ? (apart ?? plain) : undefined)
  if (number === undefined) return undefined
  return /^\d/.test(number) ? Number(number) : -1
}
