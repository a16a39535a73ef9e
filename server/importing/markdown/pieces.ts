/**
 * Cuts a Markdown document where no element goes on: before a line that begins at the margin, behind an empty one, outside of
 * code and comments. A list may become two, which is read the same.
 * @param leastLength of a piece, in UTF-16 units
 */
export function cutMarkdown(source: string, leastLength: number): string[] {
  const pieces: string[] = []
  let [start, wasEmpty] = [0, false]
  let open: Opened | undefined
  for (const { index, 0: line } of source.matchAll(/[^\n]*\n|[^\n]+$/g)) {
    const text = line.trimEnd()
    if (index - start >= leastLength && !open && wasEmpty && /^(?:[^\s+-]|[+-][ \t])/.test(text)) {
      pieces.push(source.slice(start, index))
      start = index
    }
    wasEmpty = text === ''
    if (!open) open = opened(text)
    else if (open.end.test(text)) open = undefined
  }
  return [...pieces, source.slice(start)]
}

/** A document in stretches of prose and of what is written as it is: code, comments. Joined they are the document. */
export function splitLiteral(source: string): { text: string; isLiteral: boolean }[] {
  const stretches: { lines: string[]; isLiteral: boolean }[] = []
  let open: Opened | undefined
  for (const [line] of source.matchAll(/[^\n]*\n|[^\n]+$/g)) {
    const text = line.trimEnd()
    const begun = open ?? opened(text)
    const last = stretches.at(-1)
    if (last?.isLiteral === Boolean(begun)) last.lines.push(line)
    else stretches.push({ lines: [line], isLiteral: Boolean(begun) })
    open = open?.end.test(text) ? undefined : begun
  }
  return stretches.map(({ lines, isLiteral }) => ({ text: lines.join(''), isLiteral }))
}

/** What goes on over empty lines, and the line that ends it. */
interface Opened {
  end: RegExp
}

/** Source: CommonMark 0.31, 4.5 (fences) and 4.6 (HTML blocks 1 to 5). */
function opened(line: string): Opened | undefined {
  const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1]
  if (fence) return { end: new RegExp(`^ {0,3}\\${fence[0]}{${Math.min(fence.length, 1_000)},}$`) }
  const [, element, sign] =
    /^ {0,3}<(?:(script|pre|style|textarea)(?=[\s>]|$)|(!--|\?|!\[CDATA\[|![a-z]))/i.exec(line) ?? []
  const end = element ? /<\/(?:script|pre|style|textarea)>/i : sign ? endOf(sign) : undefined
  return end && !end.test(line) ? { end } : undefined
}

function endOf(sign: string): RegExp {
  return sign === '!--' ? /-->/ : sign === '?' ? /\?>/ : sign === '![CDATA[' ? /\]\]>/ : />/
}

/** What a paragraph of good will does not have: so many signs that may mean something. Those behind are taken as spaces. */
const mostSigns = 2_000

/** The parser looks for the other half of each of these signs, again and again. */
export function withoutTooManySigns(source: string): string {
  return source
    .split(/(\n[ \t\r]*\n)/)
    .map((paragraph) => (paragraph.length > mostSigns ? withoutLastSigns(paragraph) : paragraph))
    .join('')
}

function withoutLastSigns(paragraph: string): string {
  let signs = 0
  const isTable = /^[ \t]*(?:\|[ \t]*)?:?-+:?[ \t]*\|/m.test(paragraph)
  return paragraph.replace(/[*_~[\]\\`<&\n]/g, (sign) => {
    if (sign !== '\n') return ++signs > mostSigns ? ' ' : sign
    if (isTable) signs = 0 // each cell is read by itself
    return sign
  })
}

/** How deep the marks at the beginning of a line nest quotations and lists. */
export function deepestMarks(source: string): number {
  let deepest = 0
  for (const [marks] of source.matchAll(/^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))+/gm)) {
    deepest = Math.max(deepest, marks.match(/>|[-+*]|\d+/g)!.length)
  }
  return deepest
}
