import type { PDFPageProxy } from 'pdfjs-dist'

/** Text that is drawn at once, in one font. Points from the top left corner of the page as it is looked at. */
export type Run = {
  text: string
  x0: number
  x1: number
  /** Of the base line. */
  y: number
  size: number
  look: Look
  /** From right to left. */
  isRtl: boolean
  /** What the document itself says is no content: running heads, folios. */
  isArtifact: boolean
}

/** How a font looks. */
export type Look = { isBold: boolean; isMono: boolean }

/** Where a link within the document is drawn. */
export type Link = { x0: number; x1: number; top: number; bottom: number }

export type PdfPage = { index: number; width: number; height: number; runs: Run[]; links: Link[] }

/** Fonts by their name in the document; one table for all pages. */
export type Looks = Map<string, Look>

/** The text of a page in the order in which it is drawn; text that stands askew to most of it is left out. */
export async function readPage(page: PDFPageProxy, index: number, looks: Looks): Promise<PdfPage> {
  const viewport = page.getViewport({ scale: 1 })
  const { items, styles } = await page.getTextContent({ includeMarkedContent: true })
  await learnLooks(page, Object.keys(styles), looks)
  const toView = viewport.transform as Matrix
  const glyphs: Glyphs[] = []
  const open: boolean[] = []
  for (const item of items) {
    if ('str' in item) {
      if (item.str === '') continue
      const matrix = multiply(toView, item.transform as Matrix)
      const isVertical = styles[item.fontName]?.vertical ?? false
      glyphs.push({ item, matrix, isVertical, isArtifact: open.includes(true) })
    } else if (item.type === 'endMarkedContent') open.pop()
    else open.push('tag' in item && item.tag === 'Artifact' && open.length < deepestMarks)
  }
  const turn = mainTurn(glyphs)
  const runs = glyphs.filter((glyph) => turnOf(glyph) === turn).map((glyph) => toRun(glyph, turn, viewport, looks))
  const isSideways = turn % 180 !== 0 || turn === vertical
  const [width, height] = isSideways ? [viewport.height, viewport.width] : [viewport.width, viewport.height]
  const links = turn === 0 && hasUnraisedNotes(runs) ? await linksOf(page, toView) : []
  page.cleanup()
  return { index, width, height, runs, links }
}

type Matrix = [number, number, number, number, number, number]
type Glyphs = {
  item: { str: string; dir: string; width: number; height: number; fontName: string }
  matrix: Matrix
  isVertical: boolean
  isArtifact: boolean
}

const deepestMarks = 64

function multiply([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}

/** Of lines that run from top to bottom, as in Japanese books. */
const vertical = 1

/** In degrees, clockwise; `vertical`; undefined for text at another angle. */
function turnOf({ matrix: [a, b], isVertical }: Glyphs): number | undefined {
  if (isVertical) return vertical
  const degrees = (Math.atan2(b, a) * 180) / Math.PI
  const nearest = Math.round(degrees / 90) * 90
  return Math.abs(degrees - nearest) < 3 ? (nearest + 360) % 360 : undefined
}

function mainTurn(glyphs: Glyphs[]): number {
  const weights = new Map<number, number>()
  for (const glyph of glyphs) {
    const turn = turnOf(glyph)
    if (turn !== undefined) weights.set(turn, (weights.get(turn) ?? 0) + glyph.item.str.trim().length)
  }
  return [...weights].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}

/** Turns the page so that the text stands upright. */
function toRun(
  { item, matrix, isArtifact }: Glyphs,
  turn: number,
  { width, height }: { width: number; height: number },
  looks: Looks,
): Run {
  const [a, b, c, d, x, y] = matrix
  const size = Math.hypot(c, d) || Math.hypot(a, b)
  const places: Record<number, [number, number]> = {
    0: [x, y],
    90: [y, width - x],
    180: [width - x, height - y],
    270: [height - y, x],
    [vertical]: [y, width - x],
  }
  const [x0, baseLine] = places[turn]!
  const length = turn === vertical ? item.height : item.width
  return {
    text: withoutSpacing(item.str.replace(/[\ue000-\ue003]/g, '')),
    x0,
    x1: x0 + length,
    y: baseLine,
    size,
    look: looks.get(item.fontName) ?? { isBold: false, isMono: false },
    isRtl: item.dir === 'rtl',
    isArtifact,
  }
}

/** Letters set apart ("T H E"): spaces between words come as text of their own. */
function withoutSpacing(text: string): string {
  return /^(?:\p{L}\p{M}* ){2,}\p{L}\p{M}*$/u.test(text) ? text.replaceAll(' ', '') : text
}

/** What a font is called is known when the page is made ready for drawing; only pages with new fonts need that. */
async function learnLooks(page: PDFPageProxy, fonts: string[], looks: Looks): Promise<void> {
  const unknown = fonts.filter((font) => !looks.has(font))
  if (unknown.length === 0) return
  await page.getOperatorList().catch(() => undefined)
  for (const font of unknown) looks.set(font, lookOf(page, font))
}

function lookOf({ commonObjs }: PDFPageProxy, font: string): Look {
  const known = commonObjs.has(font) ? commonObjs.get(font) : undefined
  const name = String(known?.name ?? '')
  const isMono = known?.isMonospace === true || /courier|mono|typewriter|consol|menlo|cmtt/i.test(name)
  return {
    isBold: /bold|black|heavy|semibold|demi|-bd\b|cmbx|cmssbx|^(?:[A-Z]{6}\+)?[A-Z]{2,4}BX\d/i.test(name),
    isMono,
  }
}

/** Small text that begins with a number, and no number by itself that is raised: links tell where the notes belong. */
function hasUnraisedNotes(runs: readonly Run[]): boolean {
  const letters = new Map<number, number>()
  for (const { size, text } of runs) letters.set(size, (letters.get(size) ?? 0) + text.length)
  const [[usual] = [0]] = [...letters].sort((a, b) => b[1] - a[1])
  const below = (share: number) => runs.filter(({ size }) => size < usual * share)
  const hasNotes = below(0.95).some(({ text }) => /^\s*\d{1,3}(?:\p{L}|\.?\s)/u.test(text))
  return hasNotes && !below(0.85).some(({ text }) => /^\s*\d{1,3}\s*$/.test(text))
}

/** Costly, as the text below each link is gathered as well. */
async function linksOf(page: PDFPageProxy, toView: Matrix): Promise<Link[]> {
  const annotations = await page.getAnnotations({ intent: 'display' }).catch(() => [])
  return annotations
    .filter(({ subtype, dest, rect }) => subtype === 'Link' && dest && Array.isArray(rect))
    .map(({ rect }) => toLink(rect, toView))
}

function toLink([left, bottom, right, top]: number[], toView: Matrix): Link {
  const [, , , , x0, y0] = multiply(toView, [1, 0, 0, 1, left!, bottom!])
  const [, , , , x1, y1] = multiply(toView, [1, 0, 0, 1, right!, top!])
  return { x0: Math.min(x0, x1), x1: Math.max(x0, x1), top: Math.min(y0, y1), bottom: Math.max(y0, y1) }
}
