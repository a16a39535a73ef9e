import { findHeading } from '../plain-text/headings.ts'
import { textOf, type XmlElement } from './xml.ts'

/** A paragraph of a document that is written with styles or without, and what it looks like. */
export type StyledParagraph = {
  element: XmlElement
  /** From 0, where the document says that it is a heading. */
  styleLevel?: number
  isTitle: boolean
  look: { halfPoints?: number; isBold?: boolean }
  isInList: boolean
}

/** What is longer is no heading. */
const longestHeading = 100

/**
 * Makes headings of what looks like one, in a document that has no style for them: larger letters, bold paragraphs,
 * "Chapter 4" in a line of its own. The larger the letters, the higher the level.
 */
export function guessHeadings(paragraphs: readonly StyledParagraph[]): void {
  if (paragraphs.some(({ styleLevel, isTitle }) => styleLevel !== undefined && !isTitle)) return
  const written = paragraphs
    .map((paragraph) => ({ ...paragraph, text: textOf(paragraph.element) }))
    .filter(({ text }) => text !== '')
  const body = bodyLook(written)
  const candidates = written.filter((paragraph) => !paragraph.isTitle && looksLikeHeading(paragraph))
  const prominent = candidates.filter(({ look, text }) => prominence(look, body) > 0 || isChapter(text))
  if (prominent.length === 0 || lengthOf(prominent) > lengthOf(written) / 2) return
  const ranks = [...new Set(prominent.map(({ look }) => prominence(look, body)))].sort((a, b) => b - a)
  for (const { element, look, text } of prominent) {
    const level = isChapter(text) ? 0 : ranks.indexOf(prominence(look, body))
    element.name = `h${Math.min(level, 2) + 1}`
  }
}

function lengthOf(paragraphs: readonly Written[]): number {
  return paragraphs.reduce((sum, { text }) => sum + text.length, 0)
}

type Written = StyledParagraph & { text: string }
type Body = { halfPoints: number; isBold: boolean }

function bodyLook(paragraphs: readonly Written[]): Body {
  const sizes = new Map<number, number>()
  let [bold, all] = [0, 0]
  for (const { look, text } of paragraphs) {
    const size = look.halfPoints ?? 0
    sizes.set(size, (sizes.get(size) ?? 0) + text.length)
    all += text.length
    if (look.isBold) bold += text.length
  }
  const [halfPoints] = [...sizes].reduce((most, next) => (next[1] > most[1] ? next : most), [0, 0])
  return { halfPoints, isBold: bold > all / 2 }
}

function looksLikeHeading({ element, text, isInList }: Written): boolean {
  return (
    element.name === 'p' &&
    !isInList &&
    text.length <= longestHeading &&
    /\p{L}|\d/u.test(text) &&
    !/[.,;:]["”’]?$/.test(text.replace(/^\S+\.$/, ''))
  )
}

/** How much it stands out: larger letters in half points; a bold line by half of one. */
function prominence({ halfPoints, isBold }: StyledParagraph['look'], body: Body): number {
  const larger = Math.max(0, (halfPoints ?? body.halfPoints) - body.halfPoints)
  return (larger >= body.halfPoints * 0.14 ? larger : 0) + (isBold === true && !body.isBold ? 0.5 : 0)
}

function isChapter(text: string): boolean {
  const kind = findHeading({ text, lines: [text] }, 0)?.kind
  return kind === 'keyword' || kind === 'section'
}
