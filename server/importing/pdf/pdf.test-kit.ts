/** Text on a page, in points from its top left corner. */
export type Placed = {
  text: string
  x: number
  y: number
  size?: number
  font?: PdfFont
  /** What the last letter ends at: the spaces are stretched. */
  right?: number
  /** Marked as no content, as running heads are in files that mark their text. */
  isArtifact?: boolean
}

export type PdfFont = 'serif' | 'bold' | 'mono'

export type PdfPageText = Placed[]

export type PdfExtras = {
  title?: string
  author?: string
  language?: string
  /** In order: title, page from 0, y from the top, depth from 0 (each at most one deeper than the one before). */
  outline?: { title: string; page: number; y: number; depth?: number }[]
  /** A file that nobody has the password of. */
  isLocked?: boolean
  /** Each page is a picture as well. */
  hasPictures?: boolean
}

export const pageSize = { width: 420, height: 595 }

const fonts: Record<PdfFont, string> = { serif: 'Times-Roman', bold: 'Times-Bold', mono: 'Courier' }

/** A PDF of placed text, the same bytes each time: one content stream for each page, the fonts that every reader has. */
export function pdfOf(pages: PdfPageText[], extras: PdfExtras = {}): Buffer {
  const objects: string[] = []
  const add = (body: string) => objects.push(body)
  add('') // 1: catalog
  add('') // 2: pages
  for (const name of Object.values(fonts)) {
    add(
      `<</Type/Font/Subtype/Type1/BaseFont/${name}/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding${ligatures}>>>>`,
    )
  }
  const fontList = Object.keys(fonts).map((font, index) => `/${font} ${index + 3} 0 R`)
  const ids = pages.map((page) => {
    const content = (extras.hasPictures ? picture : '') + page.map(show).join('')
    const stream = add(`<</Length ${content.length}>>\nstream\n${content}\nendstream`)
    const size = `[0 0 ${pageSize.width} ${pageSize.height}]`
    return add(
      `<</Type/Page/Parent 2 0 R/MediaBox${size}/Contents ${stream} 0 R/Resources<</Font<<${fontList.join('')}>>>>>>`,
    )
  })
  const outline = extras.outline ? addOutline(extras.outline, ids, objects.length + 1, add) : undefined
  const information = add(`<</Title ${string(extras.title ?? '')}/Author ${string(extras.author ?? '')}>>`)
  const lock = extras.isLocked
    ? add(`<</Filter/Standard/V 1/R 2/P -4/O<${'5a'.repeat(32)}>/U<${'a5'.repeat(32)}>>>`)
    : undefined
  const language = extras.language ? `/Lang(${extras.language})` : ''
  objects[0] = `<</Type/Catalog/Pages 2 0 R${language}${outline ? `/Outlines ${outline} 0 R` : ''}>>`
  objects[1] = `<</Type/Pages/Kids[${ids.map((id) => `${id} 0 R`).join(' ')}]/Count ${ids.length}>>`
  return written(objects, `/Info ${information} 0 R${lock ? `/Encrypt ${lock} 0 R/ID[<00><00>]` : ''}`)
}

/** In the places of control characters, as old fonts of TeX have them. */
const ligatures = '/Differences[1/fi/fl]'

const picture = 'q 300 0 0 400 60 100 cm BI /W 2/H 2/BPC 8/CS/G ID \x7f\x80\x81\x82 EI Q\n'

function written(objects: readonly string[], trailer: string): Buffer {
  let file = '%PDF-1.4\n'
  const places = objects.map((body, index) => {
    const place = file.length
    file += `${index + 1} 0 obj\n${body}\nendobj\n`
    return `${String(place).padStart(10, '0')} 00000 n \n`
  })
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`
  const end = `trailer\n<</Size ${objects.length + 1}/Root 1 0 R${trailer}>>\nstartxref\n${file.length}\n%%EOF\n`
  return Buffer.from(file + table + end, 'latin1')
}

/** @param first the number of the next object */
function addOutline(
  entries: NonNullable<PdfExtras['outline']>,
  pages: number[],
  first: number,
  add: (body: string) => number,
): number {
  const root = first + entries.length
  const depthOf = (index: number) => entries[index]?.depth ?? 0
  const parentOf = (index: number) => {
    let place = index
    while (place >= 0 && depthOf(place) >= depthOf(index)) place -= 1
    return place < 0 ? root : first + place
  }
  const bodies = entries.map(({ title, page, y }, index) => {
    const siblings = entries.map((_, other) => other).filter((other) => parentOf(other) === parentOf(index))
    const children = entries.map((_, other) => other).filter((other) => parentOf(other) === first + index)
    const place = siblings.indexOf(index)
    const link = (key: string, other: number | undefined) => (other === undefined ? '' : `/${key} ${first + other} 0 R`)
    const count = children.length > 0 ? `/Count ${children.length}` : ''
    return (
      `<</Title ${string(title)}/Parent ${parentOf(index)} 0 R/Dest[${pages[page]} 0 R/XYZ 0 ${pageSize.height - y} 0]` +
      `${link('Prev', siblings[place - 1])}${link('Next', siblings[place + 1])}` +
      `${link('First', children[0])}${link('Last', children.at(-1))}${count}>>`
    )
  })
  for (const body of bodies) add(body)
  const tops = entries.map((_, index) => index).filter((index) => parentOf(index) === root)
  return add(`<</Type/Outlines/First ${first + tops[0]!} 0 R/Last ${first + tops.at(-1)!} 0 R/Count ${tops.length}>>`)
}

function show({ text, x, y, size = 10, font = 'serif', right, isArtifact }: Placed): string {
  const spaces = text.split(' ').length - 1
  const wordSpace = right === undefined || spaces === 0 ? 0 : (right - x - widthOf(text, size)) / spaces
  const shown = `BT /${font} ${size} Tf ${wordSpace.toFixed(3)} Tw 1 0 0 1 ${x} ${(pageSize.height - y).toFixed(2)} Tm ${string(text)} Tj ET\n`
  return isArtifact ? `/Artifact BMC\n${shown}EMC\n` : shown
}

const winAnsi: Record<string, number> = {
  '‘': 0x91,
  '’': 0x92,
  '“': 0x93,
  '”': 0x94,
  '•': 0x95,
  '–': 0x96,
  '—': 0x97,
  '…': 0x85,
  '†': 0x86,
}

function string(text: string): string {
  const bytes = [...text].map((character) => String.fromCharCode(winAnsi[character] ?? character.charCodeAt(0)))
  return `(${bytes.join('').replace(/[\\()]/g, '\\$&')})`
}

/** Of Times Roman, in thousandths of the size, from the space on. Source: Adobe's metrics of the 14 standard fonts. */
const widths = (
  '250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 278 278 564 564 564 ' +
  '444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 722 722 611 333 278 333 ' +
  '469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541'
)
  .split(' ')
  .map(Number)

const otherWidths: Record<string, number> = {
  '‘': 333,
  '’': 333,
  '“': 444,
  '”': 444,
  '•': 350,
  '–': 500,
  '—': 1000,
  '…': 1000,
}

function widthOf(text: string, size: number): number {
  const width = (character: string) => otherWidths[character] ?? widths[character.charCodeAt(0) - 32] ?? 500
  return ([...text].reduce((sum, character) => sum + width(character), 0) * size) / 1000
}

export type Column = { x: number; width: number; top: number; bottom: number }

export type Setting = { size?: number; leading?: number; indent?: number; gap?: number }

/**
 * Sets paragraphs as a printer does: justified lines, broken at spaces and at soft hyphens, column after column.
 * @returns for each column its lines
 */
export function typeset(paragraphs: readonly string[], columns: readonly Column[], setting: Setting = {}): Placed[][] {
  const { size = 10, leading = 12, indent = 12, gap = 0 } = setting
  const result: Placed[][] = columns.map(() => [])
  let column = 0
  let y = columns[0]!.top
  for (const paragraph of paragraphs) {
    let rest = paragraph
    for (let isFirst = true; rest !== ''; isFirst = false) {
      if (y > columns[column]!.bottom) y = columns[++column]!.top
      const { x, width } = columns[column]!
      const left = isFirst ? x + indent : x
      const line = firstLine(rest, x + width - left, size)
      rest = rest.slice(line.taken).trimStart()
      const isLast = rest === ''
      result[column]!.push({ text: line.text, x: left, y, size, ...(!isLast && { right: x + width }) })
      y += leading
    }
    y += gap
  }
  return result
}

/** As much as fits into a width, and how many characters of the text that are. */
function firstLine(text: string, width: number, size: number): { text: string; taken: number } {
  const plain = (part: string) => part.replaceAll('\u00ad', '')
  let best = { text: plain(text), taken: text.length }
  if (widthOf(best.text, size) <= width) return best
  for (const { index, 0: place } of text.matchAll(/[ \u00ad]|(?<=\w)-(?=\w)/g)) {
    const isHyphen = place === '-'
    const part = plain(text.slice(0, isHyphen ? index + 1 : index)) + (place === '\u00ad' ? '-' : '')
    if (widthOf(part, size) > width) break
    best = { text: part, taken: index + (isHyphen || place === '\u00ad' ? 1 : 0) }
  }
  return best
}
