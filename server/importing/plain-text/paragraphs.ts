import { collapseWhiteSpace } from '../document/imported-document.ts'
import { isSceneBreak, sceneBreak } from '../document/scene-break.ts'
import { isHeadingLine } from './headings.ts'
import { type JoinLines, lineJoiner } from './join-lines.ts'
import type { Paragraph } from './paragraph.ts'

/**
 * Finds the paragraphs of a text. Hard-wrapped lines are joined; otherwise every line is a paragraph.
 * @param text with `\n` at line ends
 */
export function toParagraphs(text: string): Paragraph[] {
  const runs = toRuns(text)
  const width = percentile(runs.flat().map(columns), 0.95)
  const apart = runs.flatMap(withUnderlinedApart)
  const groups = isHardWrapped(runs, width)
    ? apart.flatMap(withHeadingApart).flatMap((run) => divideRun(run, width))
    : apart.flatMap((run) => joinFullLines(run, width))
  const join = lineJoiner(text)
  return groups
    .map((lines) => ({ ...toParagraph(lines, join), ...(isVerse(lines, width) && { isVerse: true }) }))
    .filter((paragraph) => paragraph.text !== '')
}

/** Short lines that all begin anew, none of which was full. */
function isVerse(lines: string[], width: number): boolean {
  return (
    lines.length > 1 &&
    lines.every((line) => columns(line.trim()) <= longestVerse) &&
    lines.slice(1).every((line, index) => /^\s*["“‘'_([]?\p{Lu}/u.test(line) && !isFull(lines[index]!, line, width))
  )
}

const longestVerse = 60

const item = /^\s*(?:[-*•+]|\(?\d{1,3}[.)]|\(?[a-z]\))\s+\S/

/** A list without blank lines is divided at its marks, prose at its indents, verse nowhere. */
function divideRun(run: string[], width: number): string[][] {
  const isList = item.test(run[0]!) && run.filter((line) => item.test(line)).length > 1
  if (isList) return splitBefore(run, (index) => item.test(run[index]!))
  return isVerse(run, width) ? [run] : splitRun(run)
}

function toParagraph(lines: string[], join: JoinLines): Paragraph {
  const underline = underlineOf(lines)
  const trimmed = (underline ? lines.slice(0, -1) : lines).map(collapseWhiteSpace)
  const text = join(trimmed).replaceAll('\u00ad', '')
  return {
    text: isSceneBreak(text) ? sceneBreak : text,
    lines: trimmed,
    ...(underline && { underline }),
    ...(isContentsList(lines) && { isContents: true }),
  }
}

/** Two lines or more, all of which end in dots or a gap and a page number. */
function isContentsList(lines: string[]): boolean {
  return (
    lines.length > 1 &&
    lines.every((line) => /\S(?: ?\.){3,} *\d{1,4}$|\S(?: {3,}|\t+) *\d{1,4}$/.test(line.slice(-200)))
  )
}

/** The sign of a row of one sign below a title of about its length. */
function underlineOf(lines: string[]): string | undefined {
  const [title = '', row = '', ...more] = lines
  return more.length === 0 && isUnderline(title, row) ? row.trim()[0] : undefined
}

function isUnderline(title: string, row: string): boolean {
  const sign = /^([=*~^"'#+_-])\1{2,}$/.exec(row.trim())?.[1]
  const [length, rowLength] = [title.trim().length, row.trim().length]
  return (
    sign !== undefined && /[\p{L}\p{N}]/u.test(title) && length <= 100 && Math.abs(rowLength - length) <= 2 + length / 4
  )
}

/** Titles with a row of signs below, and perhaps above, are paragraphs of their own. */
function withUnderlinedApart(run: string[]): string[][] {
  const groups: string[][] = [[]]
  for (let index = 0; index < run.length; index++) {
    if (isUnderline(run[index]!, run[index + 1] ?? '')) {
      const above = groups.at(-1)!
      if (above.length > 0 && isUnderline(run[index]!, above.at(-1)!)) above.pop()
      groups.push([run[index]!, run[index + 1]!], [])
      index += 1
    } else groups.at(-1)!.push(run[index]!)
  }
  return groups.filter((group) => group.length > 0)
}

/**
 * In a text that is not wrapped as a whole: a line goes on where it is full, ends no sentence and the next begins with a
 * small letter. In a run where that happens, it also goes on before a capital.
 */
function joinFullLines(run: string[], width: number): string[][] {
  if (width < narrowest || width > widest) return run.map((line) => [line])
  const isOpen = run.map(
    (line, index) => index + 1 < run.length && isFull(line, run[index + 1]!, width) && !endsSentence(line),
  )
  const isWrapped = run.some((_, index) => isOpen[index] && /^\s*["“‘']?\p{Ll}/u.test(run[index + 1]!))
  return splitBefore(run, (index) => !(isWrapped && isOpen[index - 1]))
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
function isHardWrapped(runs: string[][], width: number): boolean {
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
  return /[.!?…:]["'”’)\]_]*$/.test(line.slice(-20))
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
  const isDeep = run.every((line, index) => indents[index] === margin || /^ *\t| {3}/.test(line))
  const byIndent = indented > 0 && (run.length > 3 ? indented <= run.length / 2 : isDeep && indented < run.length)
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
