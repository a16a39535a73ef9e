import { type Line, marks } from './lines.ts'

/** A note at the foot of a page. */
export type FootNote = { id: string; mark: string; lines: Line[] }

/** The lines of a page without its notes, whose marks in the text became references; and the notes. */
export type PageWithNotes = { lines: Line[]; notes: FootNote[] }

/** Notes are set smaller than the text, at least by this. */
const largestNote = 0.94

/** Around the number of a note in a text: what `readPage` takes out of documents, so that nobody else writes it. */
export const reference = { start: '\ue003', end: marks.ended }

/**
 * Takes the notes at the foot of each page out of it. A note begins with a mark that the page refers to, or that goes on
 * counting; a note that goes over to the next page goes on at the foot of that one.
 */
export function withoutFootNotes(pages: readonly (readonly Line[])[], bodySize: number): PageWithNotes[] {
  let last: FootNote | undefined
  let count = 0
  const divided = pages.map((lines) => {
    const { body, foot } = divide(lines, bodySize, last)
    const notes: FootNote[] = []
    for (const line of foot) {
      const mark = markAtStart(line)
      const isNew = mark !== undefined && (notes.length === 0 || isNext(mark, notes.at(-1)!.mark) || isRaised(line))
      if (isNew) notes.push({ id: `note-${++count}`, mark, lines: [line] })
      else (notes.at(-1) ?? last)!.lines.push(line)
    }
    last = foot.length > 0 ? (notes.at(-1) ?? last) : undefined
    return { lines: body, notes }
  })
  const strayed = divided.map((page, index) => notesOverleaf(page, divided[index + 1], bodySize))
  return divided.map(({ lines, notes }, index) => {
    const own = notes.filter((note) => !strayed[index - 1]?.includes(note))
    return { lines: withReferences(lines, [...own, ...strayed[index]!], bodySize), notes }
  })
}

/** The notes of the next page that only this one refers to: there was no room for them. */
function notesOverleaf({ lines }: PageWithNotes, next: PageWithNotes | undefined, bodySize: number): FootNote[] {
  if (!next || next.notes.length === 0) return []
  const marksOf = (some: readonly Line[]) =>
    new Set(some.flatMap((line) => referencesIn(line, bodySize).map(({ mark }) => mark)))
  const [here, there] = [marksOf(lines), marksOf(next.lines)]
  return next.notes.filter(({ mark }) => /^\d+$/.test(mark) && here.has(mark) && !there.has(mark))
}

/** The lines of each column up to its notes, and those of the notes. */
function divide(
  lines: readonly Line[],
  bodySize: number,
  before: FootNote | undefined,
): { body: Line[]; foot: Line[] } {
  const referred = new Set(lines.flatMap((line) => referencesIn(line, bodySize).map(({ mark }) => mark)))
  const columns = [...Map.groupBy(lines, ({ column }) => column).values()]
  const parts = columns.map((column) => {
    const start = startOfNotes(column, bodySize, referred, before)
    return { body: column.slice(0, start), foot: column.slice(start) }
  })
  return { body: parts.flatMap(({ body }) => body), foot: parts.flatMap(({ foot }) => foot) }
}

function startOfNotes(column: Line[], bodySize: number, referred: ReadonlySet<string>, before?: FootNote): number {
  const first = column.findLastIndex(({ size }) => size > bodySize * largestNote) + 1
  const foot = column.slice(first)
  const isFew = foot.length < column.length / 2
  const start = foot.findIndex((line) => {
    const mark = markAtStart(line)
    if (mark === undefined || referred.has(mark)) return mark !== undefined
    return isFew && (isSureMark(line) || (before !== undefined && isNext(mark, before.mark)))
  })
  const goesOn = before !== undefined && isFew && goesOver(before, foot)
  if (start < 0) return goesOn ? first : startBelowGap(column, bodySize, referred)
  return start > 0 && goesOn ? first : first + firstOfRow(foot, start)
}

/** Notes above the first that the page refers to, whose numbers come right before its own: their marks are on the page before. */
function firstOfRow(foot: readonly Line[], start: number): number {
  let first = start
  for (let place = start - 1; place >= 0; place--) {
    const [mark, below] = [markAtStart(foot[place]!), markAtStart(foot[first]!)]
    if (mark && below && /^\d+$/.test(mark + below) && isNext(below, mark)) first = place
  }
  return first
}

/** Notes in the size of the text stand below a gap. */
function startBelowGap(column: Line[], bodySize: number, referred: ReadonlySet<string>): number {
  if (referred.size === 0) return column.length
  for (let place = column.length - 1; place > 0; place--) {
    const line = column[place]!
    if (line.size > bodySize * 1.02) break
    const mark = markAtStart(line)
    const isBelowGap = line.y - column[place - 1]!.y > 1.7 * line.size
    if (isBelowGap && mark !== undefined && referred.has(mark))
      return startBelowGap(column.slice(0, place), bodySize, referred)
  }
  return column.length
}

/** Whether the small lines are the rest of the last note of the page before. */
function goesOver(before: FootNote, foot: readonly Line[]): boolean {
  if (foot.length === 0) return false
  const isUnfinished = !/[.!?…]["”’')\]]*$/.test(before.lines.at(-1)!.text)
  return isUnfinished && Math.abs(foot[0]!.size - before.lines[0]!.size) < 0.5
}

const raised = `${marks.raised}([^${marks.ended}]*)${marks.ended}`
const raisedStart = new RegExp(`^${raised}`)
const plainMark = /^[[(]?(\d{1,3}|[*†‡§¶]{1,3})(?:[\])]|[.:]?\s|\.?(?=\p{Lu}))/u

/** The mark that a note begins with. */
function markAtStart({ text }: Line): string | undefined {
  const mark = raisedStart.exec(text)?.[1] ?? plainMark.exec(text)?.[1]
  return mark === undefined || mark.length > 6 ? undefined : bare(mark)
}

function isRaised({ text }: Line): boolean {
  return raisedStart.test(text)
}

/** Raised, or right before a capital: "3The first edition". */
function isSureMark(line: Line): boolean {
  return isRaised(line) || /^\d{1,3}\p{Lu}/u.test(line.text)
}

function bare(mark: string): string {
  return mark.replace(/[[\]().\s]/g, '')
}

function isNext(mark: string, last: string): boolean {
  return /^\d+$/.test(mark) ? Number(mark) === Number(last) + 1 : mark.length <= last.length + 1
}

/** A mark inside a line that may lead to a note, and the stretch of the text that it is. */
type Reference = { mark: string; from: number; to: number; isLink?: boolean }

/** Raised marks, several of them perhaps with commas, and unraised numbers that are small links; not at the start. */
function referencesIn(line: Line, bodySize: number): Reference[] {
  const { text } = line
  const first = line.size > bodySize * largestNote ? 0 : 1
  const found: Reference[] = []
  for (const match of text.matchAll(new RegExp(raised, 'g'))) {
    const [from, to] = [match.index, match.index + match[0].length]
    if (from >= first) for (const one of match[1]!.split(/[,\s]+/)) found.push({ mark: bare(one), from, to })
  }
  return [...found, ...linkedIn(line, first)]
}

/** "See Section 3" leads to no note. */
const namesPart = /(?:section|chapter|figure|fig\.|table|page|p\.|part|appendix|step|example|eq\.|equation|§|\()\s*$/i

function linkedIn({ text, links, x0, x1, size }: Line, first: number): Reference[] {
  return links.flatMap((link) => {
    if (link.x1 - link.x0 > size * 2.6) return []
    const expected = (((link.x0 + link.x1) / 2 - x0) / (x1 - x0)) * text.length
    const numbers = [...text.matchAll(/(?<![\p{L}\p{N}\ue000.,])(?:\d{1,3}|[*†‡]{1,3})(?![\p{L}\p{N}\ue001])/gu)]
    const near = numbers.filter(
      ({ index }) => index >= first && Math.abs(index - expected) < Math.max(4, text.length * 0.12),
    )
    const [nearest] = near.filter(({ index }) => !namesPart.test(text.slice(0, index)))
    return nearest
      ? [{ mark: nearest[0], from: nearest.index, to: nearest.index + nearest[0].length, isLink: true }]
      : []
  })
}

/** Marks of the notes of the page become references to them. */
function withReferences(lines: readonly Line[], notes: readonly FootNote[], bodySize: number): Line[] {
  const byMark = new Map(notes.map((note) => [note.mark, note]))
  if (notes.length === 0) return [...lines]
  const all = lines.flatMap((line) => referencesIn(line, bodySize))
  const raisedMarks = new Set(all.filter(({ isLink }) => !isLink).map(({ mark }) => mark))
  const referred = new Set<string>()
  const written = lines.map((line) => {
    const found = referencesIn(line, bodySize).filter(
      ({ mark, isLink }) => byMark.has(mark) && !(isLink && raisedMarks.has(mark)),
    )
    if (found.length === 0) return line
    const ordered = found.sort((a, b) => b.from - a.from || 1)
    let { text } = line
    let before = text.length + 1
    for (const { mark, from, to } of ordered) {
      referred.add(mark)
      text = text.slice(0, from) + referTo(byMark.get(mark)!) + text.slice(from === before ? from : to)
      before = from
    }
    return { ...line, text, cells: line.cells.length > 1 ? line.cells : [text] }
  })
  return withReferencesAtEnd(
    written,
    notes.filter(({ mark }) => !referred.has(mark)),
  )
}

function referTo(note: FootNote): string {
  return `${reference.start}${note.id}${reference.end}`
}

/** A note whose mark was not found belongs to the page. */
function withReferencesAtEnd(lines: Line[], notes: readonly FootNote[]): Line[] {
  const last = lines.at(-1)
  if (!last || notes.length === 0) return lines
  const text = last.text + notes.map(referTo).join('')
  return [...lines.slice(0, -1), { ...last, text, cells: last.cells.length > 1 ? last.cells : [text] }]
}
