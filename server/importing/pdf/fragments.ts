import type { PdfPage, Run } from './read-page.ts'

/** Runs beside each other on one base line: a line of text, or the piece of it that stands in one column. */
export type Fragment = { runs: Run[]; x0: number; x1: number; y: number; size: number }

/** A gap of more, in letter sizes, may be one between columns. */
const widestWordGap = 1.5

/** Gathers the runs of a page into fragments, as they follow each other. */
function toFragments(runs: readonly Run[]): Fragment[] {
  const fragments: Fragment[] = []
  let current: Run[] = []
  for (const run of withoutShadows(runs)) {
    if (run.text.trim() === '') {
      if (current.length > 0) current.push(run)
    } else if (goesOn(current, run)) current.push(run)
    else {
      if (current.length > 0) fragments.push(toFragment(current))
      current = [run]
    }
  }
  if (current.length > 0) fragments.push(toFragment(current))
  return fragments
}

/** Bold letters are made of two that lie on each other, and shadows likewise. */
function withoutShadows(runs: readonly Run[]): Run[] {
  const drawn = new Set<string>()
  return runs.filter(({ text, x0, y }) => {
    if (text.trim() === '') return true
    const [column, row] = [Math.round(x0), Math.round(y)]
    const around = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => `${column + dx} ${row + dy} ${text}`))
    if (around.some((place) => drawn.has(place))) return false
    drawn.add(`${column} ${row} ${text}`)
    return true
  })
}

function goesOn(current: readonly Run[], run: Run): boolean {
  const last = current.findLast(({ text }) => text.trim() !== '')
  if (!last) return false
  const [small, large] = [Math.min(last.size, run.size), Math.max(last.size, run.size)]
  if (large > small * 2.5 || Math.abs(run.y - last.y) > 0.55 * large) return false
  const gap = run.isRtl && last.isRtl ? last.x0 - run.x1 : run.x0 - last.x1
  return gap > -0.6 * large && gap < widestWordGap * large
}

export function toFragment(runs: Run[]): Fragment {
  const visible = runs.filter(({ text }) => text.trim() !== '')
  const size = mainSize(visible)
  return {
    runs,
    x0: visible.reduce((least, { x0 }) => Math.min(least, x0), Infinity),
    x1: visible.reduce((most, { x1 }) => Math.max(most, x1), -Infinity),
    y: visible.find((run) => Math.abs(run.size - size) < 0.3)!.y,
    size,
  }
}

/** The size in which most letters are. */
function mainSize(runs: readonly Run[]): number {
  const letters = new Map<number, number>()
  for (const { size, text } of runs) letters.set(size, (letters.get(size) ?? 0) + text.length)
  return [...letters].reduce((most, next) => (next[1] > most[1] ? next : most))[0]
}

/** All text of a page is in these. */
export function fragmentsOf({ runs }: PdfPage): Fragment[] {
  return toFragments(runs)
}
