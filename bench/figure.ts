import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** One row of the table: what we need, what the reference needs for the same work, and what we want to reach. */
export interface Figure {
  what: string
  unit: string
  ours: number
  reference?: { what: string; value: number }
  /** Of `ours`, or of the ratio ours ÷ reference. */
  target?: { of: 'ours' | 'ratio'; atMost?: number; atLeast?: number }
  /** What the figure leaves out, or why there is no reference. */
  note?: string
}

const outFolder = join(import.meta.dirname, 'out')

/** Keeps the figures of the running bench as `bench/out/NAME.json`, and prints them when it was started by itself. */
export async function report(figures: Figure[]): Promise<void> {
  const name = basename(process.argv[1]!, '.ts')
  await mkdir(outFolder, { recursive: true })
  await writeFile(outFileOf(name), `${JSON.stringify(figures, undefined, 2)}\n`)
  if (process.env.LECTERN_BENCH !== 'quiet') console.log(toTable(figures))
}

export async function readFigures(name: string): Promise<Figure[]> {
  return JSON.parse(await readFile(outFileOf(name), 'utf8'))
}

export function outFileOf(name: string): string {
  return join(outFolder, `${name}.json`)
}

/** A table in Markdown. */
export function toTable(figures: Figure[]): string {
  const rows = [headings, headings.map((heading) => '-'.repeat(heading.length)), ...figures.map(toRow)]
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const headings = ['figure', 'ours', 'reference', 'ratio', 'target', 'met']

function toRow(figure: Figure): string[] {
  const { what, unit, ours, reference, note } = figure
  const ratio = ratioOf(figure)
  return [
    note ? `${what} (${note})` : what,
    `${toText(ours)} ${unit}`,
    reference ? `${toText(reference.value)} ${unit} (${reference.what})` : '–',
    ratio === undefined ? '–' : ratio.toFixed(3),
    toTargetText(figure),
    toVerdict(figure),
  ]
}

function ratioOf({ ours, reference }: Figure): number | undefined {
  return reference && ours / reference.value
}

function toTargetText({ unit, target }: Figure): string {
  if (!target) return '–'
  const bound = target.atMost === undefined ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`
  return target.of === 'ratio' ? `ratio ${bound}` : `${bound} ${unit}`
}

function toVerdict(figure: Figure): string {
  const { ours, target } = figure
  if (!target) return '–'
  const judged = target.of === 'ratio' ? ratioOf(figure)! : ours
  return judged <= (target.atMost ?? Infinity) && judged >= (target.atLeast ?? -Infinity) ? 'yes' : 'no'
}

/** Three digits that matter, and all before the point. */
function toText(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}
