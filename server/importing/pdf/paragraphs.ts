import type { Edges, Measures } from './document-measures.ts'
import type { JoinText } from './join-text.ts'
import type { Line } from './lines.ts'

/** Lines that belong together. */
export type Paragraph = { kind: ParagraphKind; text: string; lines: Line[] }

/** `row`: of a table; `code`: of a listing; `head`: larger than the text, or bold and alone. */
export type ParagraphKind = 'p' | 'head' | 'row' | 'code'

/** Joins lines to paragraphs: over columns and pages, by indents, gaps and short last lines. */
export function toParagraphs(lines: readonly Line[], measures: Measures, join: JoinText): Paragraph[] {
  const drafts: Draft[] = []
  const rows = lines.map(isRow)
  for (const [index, line] of lines.entries()) {
    const isTable = rows[index]! && (rows[index - 1] || rows[index + 1])
    const draft = drafts.at(-1)
    const isInSentence = draft !== undefined && draft.kind === 'p' && goesOnInSentence(draft.lines, line, measures)
    const kind = isTable ? 'row' : isInSentence ? 'p' : kindOf(line, measures)
    const beside = drafts.at(-2)
    if (draft && draft.kind === kind && goesOn(draft, line, measures)) draft.lines.push(line)
    else if (beside && draft && beside.kind === kind && goesOnBeside(beside, draft, line, measures))
      beside.lines.push(line)
    else drafts.push({ kind, lines: [line] })
  }
  return withFloatsBehind(drafts, measures).map((draft) => toParagraph(draft, join))
}

type Draft = { kind: ParagraphKind; lines: Line[] }

/** A heading is so much larger than the text. */
const leastHeading = 1.13
const longestHeading = 200

function kindOf(line: Line, { bodySize, isBodyMono }: Measures): ParagraphKind {
  if (line.size >= bodySize * leastHeading && line.text.length < longestHeading) return 'head'
  return line.look.isMono && !isBodyMono && !ideographs.test(line.text) ? 'code' : 'p'
}

/** All of them are of one width. */
const ideographs = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** A box beside a paragraph is drawn with it, line by line. */
function goesOnBeside(beside: Draft, draft: Draft, line: Line, measures: Measures): boolean {
  const [last, other] = [beside.lines.at(-1)!, draft.lines.at(-1)!]
  const isApart = other.x0 > last.x1 || last.x0 > other.x1
  return isApart && last.column === line.column && Math.abs(line.x0 - last.x0) < 1 && goesOn(beside, line, measures)
}

/** A line of code words only, in the middle of a sentence. */
function goesOnInSentence(
  lines: readonly Line[],
  line: Line,
  { edges, leading, bodySize, ...measures }: Measures,
): boolean {
  const last = lines.at(-1)!
  const isNext = line.look.isMono && line.column === last.column && line.y - last.y < 1.2 * leading && line.y > last.y
  const isAtEdge =
    Math.abs(line.x0 - edges.get(line.column)!.left) < 0.5 * bodySize || Math.abs(line.x0 - last.x0) < 0.5 * bodySize
  return (
    isNext &&
    isAtEdge &&
    !endsSentence(last.text) &&
    isFull(last, line, edges.get(line.column)!, { edges, leading, bodySize, ...measures })
  )
}

/** Text with wide gaps, as that of the lines around it (one line alone is stretched); the number or sign of a list or heading is no cell. */
function isRow({ cells }: Line): boolean {
  return cells.length > 1 && !(cells.length === 2 && isLabel(cells[0]!))
}

const label =
  /^(?:[•‣◦▪●○■□–—*·\uf0b7\uf0a7-]|[[(]?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)\]]|(?:\d{1,2}\.){1,4}\d{0,2}\.?|[A-Z]\.(?:\d{1,2}\.?){0,3})$/i

function isLabel(cell: string): boolean {
  return label.test(cell)
}

/** A list item begins with a sign or number. */
const bullet = /^[•‣◦▪●○■□·\uf0b7\uf0a7✓➢►]\s*/
const item = /^(?:[•‣◦▪●○■□·\uf0b7\uf0a7✓➢►]|[–—*-] |[[(]?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)\]] )/i

function goesOn({ kind, lines }: Draft, line: Line, measures: Measures): boolean {
  const last = lines.at(-1)!
  if (line.isStart || kind === 'row' || isAnswer(last.text, line.text)) return false
  const isSameColumn = line.column === last.column && line.y > last.y - 1
  const gap = line.y - last.y
  if (kind === 'code') return isSameColumn ? gap < 2.5 * measures.leading : true
  if (kind === 'head') return isSameColumn && goesOnAsHeading(lines, line, gap)
  return isSameColumn ? goesOnBelow(lines, line, gap, measures) : goesOnElsewhere(lines, line, measures)
}

/** What one says and what another answers. */
function isAnswer(last: string, next: string): boolean {
  return /[.!?…—][”"»’]$/u.test(last) && /^[“"«„‘]\p{Lu}/u.test(next)
}

function goesOnAsHeading(lines: readonly Line[], line: Line, gap: number): boolean {
  const last = lines.at(-1)!
  const isAlike = Math.abs(line.size - last.size) < 0.1 * last.size && line.look.isBold === last.look.isBold
  return isAlike && gap < 1.75 * line.size && lines.length < 6 && !isNumbered(line)
}

/** "2.3 The Cart" is a heading of its own. */
function isNumbered({ text }: Line): boolean {
  return /^(?:\d{1,2}\.){1,3}\d{0,2}\s|^(?:chapter|part|section|appendix)\s+[\dIVXA-F]/i.test(text)
}

function goesOnBelow(lines: readonly Line[], line: Line, gap: number, measures: Measures): boolean {
  const last = lines.at(-1)!
  if (Math.abs(line.size - last.size) > 0.12 * Math.max(line.size, last.size)) return false
  const leading = leadingOf(lines, line, measures)
  const isInside = !endsSentence(last.text) && /^\p{Ll}/u.test(line.text)
  if (gap > (isInside ? 1.6 : 1.32) * leading) return false
  if (isBoldHeading(lines, measures) && !line.look.isBold) return false
  const edges = measures.edges.get(line.column)!
  if (item.test(line.text) && !(isFull(last, line, edges, measures) && !endsSentence(last.text))) return false
  return isInside || !(beginsByIndent(lines, line, edges, measures) || endedShort(last, line, edges, measures))
}

/** Smaller or larger text has lines closer or further apart. */
function leadingOf(lines: readonly Line[], line: Line, { bodySize, leading }: Measures): number {
  const own = lines.length > 1 ? lines[1]!.y - lines[0]!.y : 0
  const usual = leading * Math.max(1, line.size / bodySize)
  return own > 0 && own < usual * 1.8 ? Math.max(own, usual) : usual
}

/** Bold lines above others that are not. */
function isBoldHeading(lines: readonly Line[], { isBodyBold }: Measures): boolean {
  return !isBodyBold && lines.every(({ look }) => look.isBold)
}

/** An indent begins a paragraph, but not the indent of all lines but the first; a line further left ends such text. */
function beginsByIndent(lines: readonly Line[], line: Line, edges: Edges, measures: Measures): boolean {
  const last = lines.at(-1)!
  const slight = 0.5 * measures.bodySize
  const step = line.x0 - last.x0
  const isFirst = lines.length === 1
  const isInside = isFull(last, line, edges, measures) && !endsSentence(last.text)
  if (step > slight) return isFirst ? !isFull(last, line, edges, measures) : !isInside
  if (step < -slight) return !isFirst && !isInside
  return isFirst && line.x0 - edges.left > slight && endsSentence(last.text) && beginsSentence(line.text)
}

/** The first word of the line would have fitted on the line before: that was the last of its paragraph. */
function endedShort(last: Line, line: Line, edges: Edges, measures: Measures): boolean {
  if (isFull(last, line, edges, measures)) return false
  if (endsSentence(last.text)) return beginsSentence(line.text)
  return (
    last.x1 < edges.right - 0.3 * (edges.right - edges.left) &&
    /^[\p{Lu}\d“"‘'«•]/u.test(line.text) &&
    !/[,;-]$/.test(last.text)
  )
}

function isFull(last: Line, line: Line, { right }: Edges, { bodySize }: Measures): boolean {
  const firstWord = line.text.slice(0, 80).split(' ', 1)[0]!.length
  const letter = (line.x1 - line.x0) / Math.max(1, line.text.length)
  return last.x1 + letter * (firstWord + 1) > right - 1.2 * bodySize
}

function goesOnElsewhere(lines: readonly Line[], line: Line, measures: Measures): boolean {
  const last = lines.at(-1)!
  if (Math.abs(line.size - last.size) > 0.08 * Math.max(line.size, last.size)) return false
  if (isBoldHeading(lines, measures) !== (line.look.isBold && !measures.isBodyBold)) return false
  if (item.test(line.text)) return false
  const before = measures.edges.get(last.column)!
  const isUnended = !endsSentence(last.text)
  if (isUnended && /^[\p{Ll}\d]/u.test(line.text)) return true
  const { left } = measures.edges.get(line.column)!
  const isIndented = line.x0 - left > 0.5 * measures.bodySize && line.x0 - left < 6 * measures.bodySize
  const wasIndented = last.x0 - before.left > 0.5 * measures.bodySize
  if (isIndented && (!wasIndented || (lines.length === 1 && !isUnended))) return false
  return isUnended || isFull(last, line, before, measures)
}

const abbreviation =
  /(?<!\p{L})(?:Mrs?|Ms|Mme|Dr|St|Prof|Rev|Hon|Capt|Col|Gen|Lt|Sgt|Sir|Esq|vs|No|pp?|vol|cf|e\.g|i\.e|\p{Lu})\.$/u

function endsSentence(text: string): boolean {
  if (abbreviation.test(text.slice(-12))) return false
  return /[.!?…:。！？]["”’'»)\]—]*(?:[\ue000\ue003][^\ue001]*\ue001)*["”’'»)\]]*$/u.test(text.slice(-60))
}

function beginsSentence(text: string): boolean {
  return /^[\p{Lu}\p{Lo}\d“"‘'«„¿¡([—–•\ue000]/u.test(text)
}

function toParagraph({ kind, lines }: Draft, join: JoinText): Paragraph {
  if (kind === 'row')
    return {
      kind,
      lines,
      text: lines
        .flatMap(({ cells }) => cells)
        .filter(Boolean)
        .reduce(joinCells),
    }
  const text = join(lines.map((line) => line.text))
  return { kind, lines, text: kind === 'p' ? text.replace(bullet, '') : text }
}

function joinCells(left: string, right: string): string {
  return left + (/\p{P}$/u.test(left) ? ' ' : ', ') + right
}

/** How many paragraphs a figure or table may have that stands inside a sentence. */
const mostFloats = 12

/** A sentence that goes on behind a table or caption is one: what came between is behind it. */
function withFloatsBehind(drafts: readonly Draft[], measures: Measures): Draft[] {
  const result: Draft[] = []
  let text: Draft | undefined
  let floats = 0
  for (const draft of drafts) {
    const isRest = text && floats > 0 && floats <= mostFloats && isCut(text, draft)
    if (isFloat(draft, measures)) floats += 1
    else floats = 0
    if (isRest) for (const line of draft.lines) text!.lines.push(line)
    else result.push(draft)
    if (!isRest && floats === 0) text = draft
  }
  return result
}

function isFloat({ kind, lines }: Draft, { bodySize }: Measures): boolean {
  const isSmall = kind === 'p' && lines[0]!.size < bodySize * 0.95
  return (
    isSmall ||
    kind === 'row' ||
    kind === 'code' ||
    /^(?:figure|fig\.|table|tab\.|abb\.|plate)\s*\d/i.test(lines[0]!.text)
  )
}

function isCut({ kind, lines }: Draft, rest: Draft): boolean {
  const [last, next] = [lines.at(-1)!, rest.lines[0]!]
  const isProse = kind === 'p' && rest.kind === 'p' && Math.abs(last.size - next.size) < 0.3
  return isProse && last !== next && !endsSentence(last.text) && /^\p{Ll}/u.test(next.text)
}
