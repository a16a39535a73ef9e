import { type Fragment, fragmentsOf, toFragment } from './fragments.ts'
import type { Link, Look, PdfPage, Run } from './read-page.ts'
import { toRegions } from './reading-order.ts'

/** A line of a page. Raised and lowered text in it stands between `marks`. */
export type Line = {
  text: string
  page: number
  /** Numbers the columns of the document through. */
  column: number
  x0: number
  x1: number
  y: number
  size: number
  look: Look
  isArtifact: boolean
  /** Where wide gaps divide the text, as in a row of a table: the text of each cell. */
  cells: string[]
  links: Link[]
  /** A paragraph begins here, whatever it looks like. */
  isStart?: boolean
}

/** Around raised and lowered text: characters that no document has, as `readPage` takes them out. */
export const marks = { raised: '\ue000', ended: '\ue001', lowered: '\ue002' }

/** A gap of more, in letter sizes, divides cells. */
const cellGap = 2.2

/** The lines of a page in reading order. @param column the number of the first column */
export function toLines(page: PdfPage, column: number): Line[] {
  const regions = toRegions(fragmentsOf(page), page.width)
  const lines = regions.flatMap((region, index) => rowsOf(region).map((row) => toLine(row, page, column + index)))
  return lines.filter(({ text }) => text !== '')
}

/** Fragments on one base line. Marks of notes are raised above it. */
function rowsOf(region: readonly Fragment[]): Fragment[][] {
  const rows: Fragment[][] = []
  let largest: Fragment | undefined
  for (const fragment of region) {
    const isBeside = largest && Math.abs(fragment.y - largest.y) <= 0.45 * Math.max(largest.size, fragment.size)
    if (isBeside && !isDropCap(largest!, fragment) && !isAside(rows.at(-1)!, fragment)) rows.at(-1)!.push(fragment)
    else rows.push([fragment])
    if (!isBeside || rows.at(-1)!.length === 1 || fragment.size > largest!.size) largest = fragment
  }
  return rows.map((row) => row.sort((a, b) => a.x0 - b.x0))
}

/** Smaller text beside a line, apart from it: a note in the margin, a box. A mark of a note is near, or a few characters. */
function isAside(row: readonly Fragment[], { size, x0, x1, runs }: Fragment): boolean {
  if (runs.reduce((length, { text }) => length + text.trim().length, 0) <= 4) return false
  return row.some((other) => {
    const gap = Math.max(x0 - other.x1, other.x0 - x1)
    const isOther = Math.abs(other.size - size) > 0.12 * Math.max(other.size, size)
    return isOther && gap > 0.4 * size && other.runs.some(({ text }) => text.trim().length > 4)
  })
}

/** The line beside the foot of a drop capital is another line than the one that it begins. */
function isDropCap(left: Fragment, right: Fragment): boolean {
  const [small, large] = left.size < right.size ? [left, right] : [right, left]
  return large.size > 1.7 * small.size && large.runs.every(({ text }) => text.trim().length <= 2)
}

function toLine(row: Fragment[], page: PdfPage, column: number): Line {
  const isRtl = row.filter(({ runs }) => runs.some((run) => run.isRtl)).length > row.length / 2
  const ordered = isRtl ? row.toReversed() : row
  const whole = toFragment(ordered.flatMap(({ runs }) => runs))
  const cells: string[] = []
  ordered.forEach((fragment, index) => {
    const text = textOf(fragment.runs, whole)
    const before = ordered[index - 1]
    const gap = before ? (isRtl ? before.x0 - fragment.x1 : fragment.x0 - before.x1) : Infinity
    if (gap > cellGap * whole.size) cells.push(text)
    else cells[cells.length - 1] += (gap > 0.15 * whole.size ? ' ' : '') + text
  })
  const { x0, x1, y, size, runs } = whole
  const visible = runs.filter(({ text }) => text.trim() !== '')
  return {
    text: clean(cells.join(' ')),
    page: page.index,
    column,
    x0,
    x1,
    y,
    size,
    look: { isBold: visible.every(({ look }) => look.isBold), isMono: visible.every(({ look }) => look.isMono) },
    isArtifact: visible.every((run) => run.isArtifact),
    cells: cells.map(clean),
    links: page.links.filter((link) => link.top < y && link.bottom > y - size && link.x0 < x1 && link.x1 > x0),
  }
}

/** Old TeX fonts have the ligatures in the place of control characters. */
const texLigatures: Record<string, string> = { '\v': 'ff', '\f': 'fi', '\r': 'fl', '\u000e': 'ffi', '\u000f': 'ffl' }

function clean(text: string): string {
  return withAccents(text)
    .replace(/\p{Cc}(?=\p{Ll})/gu, (character) => texLigatures[character] ?? character)
    .replace(/[\p{Cc}\ufeff\u200b]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
}

/** Old TeX fonts draw an accent and then its letter: "B¨arenreiter"; and the c inside the sign of copyright. */
const accents: Record<string, string> = {
  '¨': '\u0308',
  '´': '\u0301',
  ˆ: '\u0302',
  '˜': '\u0303',
  ˇ: '\u030c',
  '˘': '\u0306',
  '˚': '\u030a',
}

function withAccents(text: string): string {
  if (!/[¨´ˆ˜ˇ˘˚©]/.test(text)) return text
  return text.replace(/c©/g, '©').replace(/([¨´ˆ˜ˇ˘˚])\s?([\p{L}])/gu, (whole, accent: string, letter: string) => {
    const composed = ((letter === 'ı' ? 'i' : letter) + accents[accent]).normalize('NFC')
    return composed.length === 1 ? composed : whole
  })
}

function textOf(runs: readonly Run[], line: { y: number; size: number }): string {
  let text = ''
  let last: Run | undefined
  for (const run of runs) {
    if (run.text.trim() === '') {
      if (text !== '') text += ' '
      continue
    }
    const gap = last ? (run.isRtl ? last.x0 - run.x1 : run.x0 - last.x1) : 0
    if (gap > 0.22 * line.size && !/\s$/.test(text) && !/^\s/.test(run.text)) text += ' '
    text += shifted(isSmallCaps(last, run) ? { ...run, text: withoutMixedCase(run.text) } : run, line)
    last = run
  }
  return text
}

/** Small letters right behind a capital, on its line. */
function isSmallCaps(last: Run | undefined, run: Run): boolean {
  if (!last || run.size > last.size * 0.9 || Math.abs(run.y - last.y) > 0.5 || run.x0 - last.x1 > 0.1 * run.size)
    return false
  return /\p{Lu}$/u.test(last.text)
}

/** Some files say of a small capital now that it is large, now that it is small: "LOndOn". */
function withoutMixedCase(text: string): string {
  return /\p{Lu}/u.test(text) && /\p{Ll}/u.test(text) ? text.toLowerCase() : text
}

/** The text of a run, between marks when it is raised or lowered. */
function shifted({ text, size, y }: Run, line: { y: number; size: number }): string {
  const [rise, isSmall] = [line.y - y, size < 0.88 * line.size]
  if (
    (isSmall && rise > 0.12 * line.size) ||
    (rise > 0.25 * line.size && size <= line.size && /^\s*[\d*†‡§]+\s*$/.test(text))
  ) {
    return mark(text, marks.raised)
  }
  return isSmall && rise < -0.08 * line.size && /^\s*\d+\s*$/.test(text) ? mark(text, marks.lowered) : text
}

function mark(text: string, start: string): string {
  return text.replace(/\S(?:.*\S)?/s, (inner) => `${start}${inner}${marks.ended}`)
}
