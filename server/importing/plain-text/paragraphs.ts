import { collapseWhiteSpace } from '../imported-document.ts'
import { isSceneBreak, sceneBreak } from '../scene-break.ts'
import { isHeadingLine } from './headings.ts'
import { type JoinLines, lineJoiner } from './join-lines.ts'

/** A run of lines that belong together. `text` is the lines joined as a reader would say them. */
export type Paragraph = { text: string; lines: string[] }

/**
 * Finds the paragraphs of a text. Hard-wrapped lines are joined; otherwise every line is a paragraph.
 * @param text with `\n` at line ends
 */
export function toParagraphs(text: string): Paragraph[] {
  const runs = toRuns(text)
  const groups = isHardWrapped(runs)
    ? runs.flatMap(withHeadingApart).flatMap(splitRun)
    : runs.flatMap((run) => run.map((line) => [line]))
  const join = lineJoiner(text)
  return groups.map((lines) => toParagraph(lines, join)).filter((paragraph) => paragraph.text !== '')
}

function toParagraph(lines: string[], join: JoinLines): Paragraph {
  const trimmed = lines.map(collapseWhiteSpace)
  const text = join(trimmed).replaceAll('\u00ad', '')
  return { text: isSceneBreak(text) ? sceneBreak : text, lines: trimmed }
}

/** Lines between blank lines. */
function toRuns(text: string): string[][] {
  const runs: string[][] = [[]]
  for (const line of text.split('\n')) {
    if (line.trim() !== '') runs.at(-1)!.push(line.trimEnd())
    else if (runs.at(-1)!.length > 0) runs.push([])
  }
  return runs.filter((run) => run.length > 0)
}

/** Wrapped prose is seldom narrower than 45 or wider than 130 columns. */
const narrowest = 45
const widest = 130

/**
 * Whether lines end because they are full: the first word of the next line would not have fitted. Short lines (verse,
 * headings) tell nothing, and a line that ends a sentence may be a paragraph.
 */
function isHardWrapped(runs: string[][]): boolean {
  const width = percentile(runs.flat().map(columns), 0.95)
  if (width < narrowest || width > widest) return false
  const pairs = runs.flatMap((run) => run.slice(1).map((next, index) => [run[index]!, next] as const))
  const telling = pairs.filter(([line]) => columns(line) >= narrowest)
  const wrapped = telling.filter(([line, next]) => isFull(line, next, width) && !endsSentence(line))
  return telling.length > 0 && wrapped.length >= telling.length / 2
}

function isFull(line: string, next: string, width: number): boolean {
  const firstWord = next.trimStart().split(/\s/, 1)[0]!
  return columns(line) + 1 + firstWord.length > width * 0.9
}

function endsSentence(line: string): boolean {
  return /[.!?…:]["'”’)\]_]*$/.test(line)
}

function columns(line: string): number {
  return line.length
}

function percentile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** "CHAPTER I" and the first paragraph below may have no blank line between them. */
function withHeadingApart(run: string[]): string[][] {
  const [first = '', second = ''] = run
  const isGlued = isHeadingLine(first.trim()) && !isHeadingLine(second.trim()) && columns(second) >= narrowest
  return isGlued && columns(first) < narrowest ? [[first], run.slice(1)] : [run]
}

/** A run this long without a blank line holds several paragraphs, set apart by indents or by short last lines. */
const longestParagraphLines = 60

function splitRun(run: string[]): string[][] {
  const indents = run.map((line) => /^\s*/.exec(line)![0].length)
  const margin = indents.reduce((least, indent) => Math.min(least, indent))
  const indented = indents.filter((indent) => indent > margin).length
  const byIndent = indented > 0 && indented <= run.length / 2 && run.length > 3
  if (byIndent) return splitBefore(run, (index) => indents[index]! > margin)
  if (run.length < longestParagraphLines) return [run]
  const width = percentile(run.map(columns), 0.95)
  return splitBefore(run, (index) => isLastLine(run[index - 1]!, run[index]!, width))
}

function isLastLine(line: string, next: string, width: number): boolean {
  return endsSentence(line) && !isFull(line, next, width)
}

function splitBefore(lines: string[], startsParagraph: (index: number) => boolean): string[][] {
  const groups: string[][] = [[]]
  lines.forEach((line, index) => {
    if (index > 0 && startsParagraph(index)) groups.push([])
    groups.at(-1)!.push(line)
  })
  return groups
}
