import type { Fragment } from './fragments.ts'

/** Fragments of one column (or of the whole width), from top to bottom. */
export type Region = Fragment[]

/** A column has at least so many lines, and this share of the width of the page. */
const leastLines = 4
const leastShareOfWidth = 0.12

/**
 * The order in which a page is read: columns one after the other; what goes over their whole width divides the page into
 * bands. Cells of a table are no columns: they are drawn row by row.
 */
export function toRegions(fragments: readonly Fragment[], pageWidth: number, deepest = 6): Region[] {
  const gutter = deepest > 0 ? findGutter(fragments, pageWidth) : undefined
  if (gutter === undefined) return [[...fragments].sort(byPlace)]
  const regions: Region[] = []
  const isSpanning = spanningTest(fragments, gutter)
  let band: Fragment[] = []
  let isAcross = false
  const close = () => {
    if (band.length === 0) return
    if (isAcross) regions.push(band)
    else {
      const [left, right] = [true, false].map((isLeft) => band.filter(({ x1 }) => x1 <= gutter + slack === isLeft))
      regions.push(...toRegions(left!, pageWidth, deepest - 1), ...toRegions(right!, pageWidth, deepest - 1))
    }
    band = []
  }
  const ordered = [...fragments].sort(byPlace)
  for (const [index, fragment] of ordered.entries()) {
    const isTail: boolean = isAcross && isLastLine(fragment, band.at(-1), ordered[index + 1], gutter)
    const goesAcross: boolean = isTail || isSpanning(fragment)
    if (goesAcross !== isAcross) close()
    isAcross = goesAcross
    band.push(fragment)
  }
  close()
  return regions.filter(({ length }) => length > 0)
}

const slack = 2

/** What lies over the gutter, and headings that have nothing beside them in the other column. */
function spanningTest(fragments: readonly Fragment[], gutter: number): (fragment: Fragment) => boolean {
  const sizes = fragments.map(({ size }) => size).sort((a, b) => a - b)
  const usual = sizes[Math.floor(sizes.length / 2)]!
  const sides = [true, false].map((isLeft) =>
    fragments
      .filter(({ x1 }) => x1 <= gutter + slack === isLeft)
      .map(({ y }) => y)
      .sort((a, b) => a - b),
  )
  return (fragment) => {
    if (isOver(fragment, gutter)) return true
    if (fragment.size < usual * 1.13) return false
    const other = sides[fragment.x1 <= gutter + slack ? 1 : 0]!
    const next = other[firstFrom(other, fragment.y - 1.5 * fragment.size)]
    return next !== undefined && next > fragment.y + 0.7 * fragment.size && other[0]! < fragment.y
  }
}

/** Where the first number of a sorted list stands that is not below another. */
function firstFrom(numbers: readonly number[], least: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (numbers[middle]! < least) low = middle + 1
    else high = middle
  }
  return low
}

/** A line on the left, with nothing beside it, right below text of the whole width ends that text. */
function isLastLine(
  fragment: Fragment,
  above: Fragment | undefined,
  next: Fragment | undefined,
  gutter: number,
): boolean {
  if (!above || !isOver(above, gutter) || fragment.x1 > gutter + slack) return false
  const isAlone = !next || next.y - fragment.y > 0.5 * fragment.size
  return isAlone && Math.abs(above.size - fragment.size) < 0.3 && fragment.y - above.y < 1.8 * fragment.size
}

function byPlace(a: Fragment, b: Fragment): number {
  return a.y - b.y || a.x0 - b.x0
}

function isOver({ x0, x1 }: Fragment, gutter: number): boolean {
  return x0 < gutter - slack && x1 > gutter + slack
}

/** The place between two columns: where the fewest lines cross, many lie on each side, and both sides look like columns. */
function findGutter(fragments: readonly Fragment[], pageWidth: number): number | undefined {
  if (fragments.length < 2 * leastLines) return undefined
  const candidates = gapsIn(fragments).filter((gutter) => areColumns(fragments, gutter, pageWidth))
  const weight = (gutter: number) => {
    const left = fragments.filter(({ x1 }) => x1 <= gutter + slack).length
    const right = fragments.filter(({ x0 }) => x0 >= gutter - slack).length
    return Math.min(left, right)
  }
  return candidates.map((gutter) => ({ gutter, lines: weight(gutter) })).sort((a, b) => b.lines - a.lines)[0]?.gutter
}

const binWidth = 1
const mostCandidates = 8
/** In bins. */
const narrowestGutter = 4

/** Middles of the stretches that few lines cross. */
function gapsIn(fragments: readonly Fragment[]): number[] {
  const [from, to] = [least(fragments.map(({ x0 }) => x0)), most(fragments.map(({ x1 }) => x1))]
  const count = Math.min(2000, Math.ceil((to - from) / binWidth))
  if (!(count > 4)) return []
  const changes = new Array<number>(count + 2).fill(0)
  for (const { x0, x1 } of fragments) {
    changes[Math.max(0, Math.floor((x0 - from) / binWidth))]! += 1
    changes[Math.min(count, Math.ceil((x1 - from) / binWidth))]! -= 1
  }
  let covering = 0
  const coverage = changes.slice(0, count).map((change) => (covering += change))
  const gaps: { middle: number; crossing: number; width: number }[] = []
  for (let start = 1; start < count; ) {
    let end = start
    while (end < count && coverage[end] === coverage[start]) end += 1
    const isLow = coverage[start]! < coverage[start - 1]! && end < count && coverage[end]! > coverage[start]!
    if (isLow)
      gaps.push({ middle: from + ((start + end) / 2) * binWidth, crossing: coverage[start]!, width: end - start })
    start = end
  }
  const few = gaps.filter(({ crossing, width }) => crossing <= fragments.length / 2 && width >= narrowestGutter)
  return few
    .sort((a, b) => a.crossing - b.crossing || b.width - a.width)
    .slice(0, mostCandidates)
    .map(({ middle }) => middle)
}

function areColumns(fragments: readonly Fragment[], gutter: number, pageWidth: number): boolean {
  const left = fragments.filter(({ x1 }) => x1 <= gutter + slack)
  const right = fragments.filter(({ x0 }) => x0 >= gutter - slack)
  if (left.length < leastLines || right.length < leastLines) return false
  if ([left, right].some((side) => medianWidth(side) < pageWidth * leastShareOfWidth)) return false
  if (overlap(left, right) < 0.5) return false
  return !areRows(fragments, gutter) || (isFilled(left) && isFilled(right) && !areCells(left, right))
}

function medianWidth(side: readonly Fragment[]): number {
  const widths = side.map(({ x0, x1 }) => x1 - x0).sort((a, b) => a - b)
  return widths[Math.floor(widths.length / 2)]!
}

/** How much of the shorter column's height the other one stands beside. */
function overlap(left: readonly Fragment[], right: readonly Fragment[]): number {
  const [a, b] = [left, right].map((side) => {
    const heights = side.map(({ y }) => y)
    return [least(heights), most(heights)] as const
  }) as [readonly [number, number], readonly [number, number]]
  const common = Math.min(a[1], b[1]) - Math.max(a[0], b[0])
  return common / Math.max(1, Math.min(a[1] - a[0], b[1] - b[0]))
}

/** Whether the drawing goes from side to side again and again. */
function areRows(fragments: readonly Fragment[], gutter: number): boolean {
  const sides = fragments.filter((fragment) => !isOver(fragment, gutter)).map(({ x1 }) => x1 <= gutter + slack)
  const changes = sides.filter((side, index) => index > 0 && side !== sides[index - 1]).length
  const lesser = Math.min(sides.filter(Boolean).length, sides.filter((side) => !side).length)
  return changes > lesser * 0.6
}

/** Prose goes to the end of most lines. */
function isFilled(side: readonly Fragment[]): boolean {
  const end = most(side.map(({ x1 }) => x1))
  return side.filter(({ x1, size }) => x1 > end - 3 * size).length >= side.length * 0.6
}

/** Rows of a table: a line on one side for few on the other, or words only. */
function areCells(left: readonly Fragment[], right: readonly Fragment[]): boolean {
  const letters = (side: readonly Fragment[]) =>
    side.reduce((sum, { runs }) => sum + runs.reduce((length, { text }) => length + text.length, 0), 0) / side.length
  return Math.min(letters(left), letters(right)) < 18
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Infinity)
}

function most(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b), -Infinity)
}
