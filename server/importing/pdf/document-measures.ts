import type { Line } from './lines.ts'

/** What most of a document looks like. Lengths in points. */
export type Measures = {
  bodySize: number
  isBodyBold: boolean
  isBodyMono: boolean
  /** From base line to base line. */
  leading: number
  /** Where the lines of each column begin and end. */
  edges: Map<number, Edges>
}

export type Edges = { left: number; right: number }

/** Sizes that differ by less are one. */
const sizeStep = 0.5

export function measure(lines: readonly Line[]): Measures {
  const bodySize = commonest(lines.map(({ size, text }) => [roundTo(size, sizeStep), text.length] as const)) ?? 10
  const body = lines.filter(({ size }) => Math.abs(size - bodySize) <= 0.6)
  return {
    bodySize,
    isBodyBold: shareOf(body, ({ look }) => look.isBold) > 0.5,
    isBodyMono: shareOf(lines, ({ look }) => look.isMono) > 0.6,
    leading: leadingOf(body) ?? bodySize * 1.2,
    edges: edgesOf(lines, bodySize),
  }
}

function roundTo(number: number, step: number): number {
  return Math.round(number / step) * step
}

/** The value with the most weight. */
function commonest(values: Iterable<readonly [number, number]>): number | undefined {
  const weights = new Map<number, number>()
  for (const [value, weight] of values) weights.set(value, (weights.get(value) ?? 0) + weight)
  let best: number | undefined
  for (const [value, weight] of weights) if (best === undefined || weight > weights.get(best)!) best = value
  return best
}

function shareOf(lines: readonly Line[], has: (line: Line) => boolean): number {
  const length = (some: readonly Line[]) => some.reduce((sum, { text }) => sum + text.length, 0)
  return length(lines.filter(has)) / Math.max(1, length(lines))
}

function leadingOf(body: readonly Line[]): number | undefined {
  const distances = body.slice(1).flatMap((line, index) => {
    const before = body[index]!
    const distance = line.y - before.y
    return line.column === before.column && distance > 0 && distance < 3 * line.size
      ? [[roundTo(distance, 0.25), 1] as const]
      : []
  })
  return commonest(distances)
}

/** Left is where most lines begin, right where the longest ends; a column of few lines has those of its neighbours. */
function edgesOf(lines: readonly Line[], bodySize: number): Map<number, Edges> {
  const edges = new Map<number, Edges>()
  for (const [column, all] of Map.groupBy(lines, (line) => line.column)) {
    const body = all.filter(({ size, cells }) => Math.abs(size - bodySize) <= 0.6 && cells.length === 1)
    const some = body.length > 0 ? body : all
    const left = commonest(some.map(({ x0 }) => [Math.round(x0), 1] as const))!
    const ends = some.map(({ x1 }) => x1).sort((a, b) => b - a)
    edges.set(column, { left: some.length < 4 ? Math.min(...some.map(({ x0 }) => x0)) : left, right: ends[0]! })
  }
  return edges
}
