import { countWords } from '../document/imported-document.ts'
import type { StyledParagraph } from '../markup/guess-headings.ts'
import { isCodeStyle, isContentsStyle, isIndexStyle, levelByName } from '../markup/heading-style.ts'
import type { Reading } from '../markup/page-blocks.ts'
import { childElements, elementsNamed, textOf, type XmlElement, type XmlNode } from '../markup/xml.ts'
import { type Fields, followFields, isContents, isSilent } from './fields.ts'
import type { Numbering } from './numbering.ts'
import { type Look, levelOf, lookOf, numberingOf, type Styles } from './styles.ts'
import { attribute, child, isOn, settingOf } from './word-xml.ts'

export type WordDocument = {
  styles: Styles
  numbering: Numbering
  footnotes: XmlElement | undefined
  endnotes: XmlElement | undefined
}

/** The tree of the page that a document describes, for `toPageBlocks`; and its paragraphs, for `guessHeadings`. */
export type WordTree = { body: XmlElement; paragraphs: StyledParagraph[]; title?: string }

/** Tracked changes are taken as accepted; comments, headers and footers are no part of the text. */
export function toTree(body: XmlElement, document: WordDocument, reading: Reading): WordTree {
  const writer: Writer = {
    document,
    reading,
    fields: followFields(),
    paragraphs: [],
    notes: new Set(),
    isNote: false,
    dropped: [],
  }
  const children = blocksIn(body, writer)
  leaveOut(writer.dropped, reading)
  const title = writer.paragraphs.find(({ isTitle }) => isTitle)
  return {
    body: element('body', [...children, ...notesOf(writer)]),
    paragraphs: writer.paragraphs,
    title: title && (textOf(title.element) || undefined),
  }
}

type Writer = {
  document: WordDocument
  reading: Reading
  fields: Fields
  paragraphs: StyledParagraph[]
  /** Ids of the notes that are referred to, in order. */
  notes: Set<string>
  isNote: boolean
  /** Entries of lists of contents. */
  dropped: string[]
  /** A paragraph whose end was deleted goes on in the next one; a drop capital stands in a frame of its own. */
  waiting?: XmlNode[]
}

function leaveOut(lines: readonly string[], { leftOut }: Reading): void {
  const entries = lines.filter((line) => line.trim() !== '')
  if (entries.length === 0) return
  const words = entries.reduce((sum, line) => sum + countWords(line), 0)
  leftOut.push({ what: 'contents', count: 1, words, example: entries[0]!.slice(0, 80) })
}

function element(name: string, children: XmlNode[] = [], attributes: Record<string, string> = {}): XmlElement {
  return { name, attributes, children }
}

/** Deleted or moved away, or written twice for older programs. */
const skipped = new Set([
  'del',
  'movefrom',
  'fallback',
  'sectpr',
  'ppr',
  'rpr',
  'tblpr',
  'tblgrid',
  'sdtpr',
  'sdtendpr',
  'tblprex',
])

/** Paragraphs and tables, through whatever is around them. */
function blocksIn(parent: XmlElement, writer: Writer): XmlNode[] {
  return childElements(parent).flatMap((one): XmlNode[] => {
    if (skipped.has(one.name)) return []
    if (one.name === 'p') return paragraphOf(one, writer)
    if (one.name === 'tbl') return [tableOf(one, writer)]
    if (one.name === 'sdt' && isContentsPart(one) && writer.reading.choices.matter === 'skip') {
      writer.dropped.push(...textsOf(one))
      return []
    }
    if (one.name === 'bookmarkstart') return bookmark(one)
    return blocksIn(one, writer)
  })
}

/** The building block that Word inserts as a table of contents. */
function isContentsPart(part: XmlElement): boolean {
  const gallery = settingOf(child(child(part, 'sdtpr'), 'docpartobj'), 'docpartgallery') ?? ''
  return /table of contents|bibliograph(?!y)|inhaltsverzeichnis/i.test(gallery)
}

function textsOf(part: XmlElement): string[] {
  return [...elementsNamed(part, 'p')].map((paragraph) =>
    [...elementsNamed(paragraph, 't')].map(({ children }) => children.join('')).join(''),
  )
}

function bookmark(start: XmlElement): XmlNode[] {
  const name = attribute(start, 'name')
  return name ? [element('a', [], { id: name })] : []
}

function tableOf(table: XmlElement, writer: Writer): XmlElement {
  const rows = rowsIn(table).filter((row) => !child(child(row, 'trpr'), 'del'))
  return element(
    'table',
    rows.map((row) =>
      element(
        'tr',
        cellsIn(row).map((cell) => element('td', blocksIn(cell, writer))),
      ),
    ),
  )
}

function rowsIn(parent: XmlElement): XmlElement[] {
  return childElements(parent).flatMap((one) =>
    one.name === 'tr' ? [one] : skipped.has(one.name) || one.name === 'tc' ? [] : rowsIn(one),
  )
}

function cellsIn(parent: XmlElement): XmlElement[] {
  return childElements(parent).flatMap((one) => (one.name === 'tc' ? [one] : skipped.has(one.name) ? [] : cellsIn(one)))
}

function paragraphOf(paragraph: XmlElement, writer: Writer): XmlNode[] {
  const properties = child(paragraph, 'ppr')
  const style = writer.document.styles.find(settingOf(properties, 'pstyle'))
  const wasContents = writer.fields.state() === 'contents'
  const content: Content = { nodes: [], boxes: [], looks: [], isContents: wasContents, pending: '' }
  writeInline(paragraph, content, writer, {})
  const nodes = joined(writer.waiting, content.nodes)
  writer.waiting = undefined
  const boxes = content.boxes
  const name = style?.name ?? ''
  const isEntry =
    isContentsStyle(name) || (isIndexStyle(name) && writer.reading.choices.matter === 'skip') || content.isContents
  if (isEntry && writer.reading.choices.matter === 'skip') {
    writer.dropped.push(content.pending + nodes.map(plainText).join(''))
    return boxes
  }
  if (isOn(child(properties, 'rpr'), 'del') !== undefined || isDropCap(properties)) {
    writer.waiting = isDropCap(properties) ? [element('span', nodes, { class: 'dropcap' })] : nodes
    return boxes
  }
  return [toBlock(properties, nodes, content, writer), ...boxes]
}

/** Words on both sides of a deleted end of paragraph stay two. */
function joined(before: XmlNode[] | undefined, nodes: XmlNode[]): XmlNode[] {
  if (!before || before.length === 0) return nodes
  const [last, first] = [before.at(-1)!, nodes[0] ?? '']
  const isOneWord = typeof last !== 'string' || typeof first !== 'string' || /\s$/.test(last) || /^\s/.test(first)
  return isOneWord ? [...before, ...nodes] : [...before, ' ', ...nodes]
}

function isDropCap(properties: XmlElement | undefined): boolean {
  return /^(?:drop|margin)$/.test(attribute(child(properties, 'framepr'), 'dropcap') ?? '')
}

function plainText(node: XmlNode): string {
  return typeof node === 'string' ? node : textOf(node)
}

/** An `h1` to `h6`, `li`, `pre` or `p`. */
function toBlock(properties: XmlElement | undefined, nodes: XmlNode[], content: Content, writer: Writer): XmlElement {
  const { styles, numbering } = writer.document
  const style = styles.find(settingOf(properties, 'pstyle'))
  const name = style?.name ?? ''
  const level = levelOf(properties) ?? style?.outlineLevel ?? levelByName(name)
  const list = numberingOf(properties) ?? style?.numbering
  const isInList = list !== undefined && list.id !== '' && list.id !== '0'
  const isHeading = level !== undefined && level < 9
  const block = blockFor(isHeading ? level : undefined, isInList, isCodeStyle(name), nodes, () =>
    numbering.next(list!.id, list!.level),
  )
  if (!writer.isNote) {
    const look = { ...styles.defaults, ...style?.look, ...lookOf(undefined, properties), ...mainLook(content) }
    const isTitle = /^(?:title|book ?title|titel|titre)$/i.test(name)
    writer.paragraphs.push({ element: block, styleLevel: isHeading ? level : undefined, isTitle, look, isInList })
  }
  return block
}

function blockFor(
  level: number | undefined,
  isInList: boolean,
  isCode: boolean,
  nodes: XmlNode[],
  label: () => string,
): XmlElement {
  if (level !== undefined) {
    const written = isInList ? label().replace(/\s+/g, ' ').trim() : ''
    const text = nodes.map(plainText).join('').trim()
    const isSaid = /\p{L}{2}/u.test(written)
    return element(
      `h${Math.min(level, 5) + 1}`,
      isSaid ? [text === '' ? written : `${written.replace(/[:.\s]+$/, '')}: `, ...nodes] : nodes,
    )
  }
  if (isCode) return element('pre', [element('code', nodes)])
  return isInList ? element('li', [element('p', nodes)]) : element('p', nodes)
}

/** What stands in a paragraph. */
type Content = {
  nodes: XmlNode[]
  /** Text boxes: blocks of their own, behind the paragraph that they are fixed to. */
  boxes: XmlNode[]
  looks: { look: Look; characters: number }[]
  /** The whole of it is in a list of contents. */
  isContents: boolean
  pending: string
}

/** The look of most of its letters, as far as runs differ from the style. */
function mainLook({ looks }: Content): Look {
  const total = looks.reduce((sum, { characters }) => sum + characters, 0)
  const main: Look = {}
  const share = (has: (look: Look) => boolean) =>
    looks.filter(({ look }) => has(look)).reduce((sum, { characters }) => sum + characters, 0) / Math.max(1, total)
  if (looks.length === 0) return main
  if (share(({ isBold }) => isBold === true) > 0.9) main.isBold = true
  else if (share(({ isBold }) => isBold === false) > 0.5) main.isBold = false
  const sizes = looks.map(({ look }) => look.halfPoints)
  const [first] = sizes
  if (first !== undefined && sizes.every((size) => size === first)) main.halfPoints = first
  return main
}

function writeInline(parent: XmlElement, content: Content, writer: Writer, around: Look): void {
  for (const one of childElements(parent)) {
    if (skipped.has(one.name)) continue
    if (one.name === 'r') writeRun(one, content, writer, around)
    else if (one.name === 'fldsimple') writeSimpleField(one, content, writer, around)
    else if (one.name === 'hyperlink') writeLink(one, content, writer, around)
    else if (one.name === 'bookmarkstart') content.nodes.push(...bookmark(one))
    else if (one.name === 't') writeText(one, content, writer)
    else if (drawings.has(one.name)) writeDrawing(one, content, writer)
    else if (one.name === 'p' || one.name === 'tbl') content.boxes.push(...blocksIn(element('box', [one]), writer))
    else writeInline(one, content, writer, around)
  }
}

function writeSimpleField(field: XmlElement, content: Content, writer: Writer, around: Look): void {
  const instruction = attribute(field, 'instr') ?? ''
  if (isContents(instruction)) writer.dropped.push(textOf(field))
  else if (!isSilent(instruction)) writeInline(field, content, writer, around)
}

/** Only links within the document tell something: where a list of them is one of contents. */
function writeLink(link: XmlElement, content: Content, writer: Writer, around: Look): void {
  const anchor = attribute(link, 'anchor')
  const inside: Content = { ...content, nodes: [] }
  writeInline(link, inside, writer, around)
  if (inside.nodes.length === 0) return
  content.nodes.push(...(anchor ? [element('a', inside.nodes, { href: `#${anchor}` })] : inside.nodes))
}

function writeRun(run: XmlElement, content: Content, writer: Writer, around: Look): void {
  const properties = child(run, 'rpr')
  const style = writer.document.styles.find(settingOf(properties, 'rstyle'))
  const look = { ...around, ...style?.look, ...lookOf(properties, undefined) }
  const isHidden = look.isHidden === true
  const shift = settingOf(properties, 'vertalign')
  const place = shift === 'superscript' ? 'sup' : shift === 'subscript' ? 'sub' : undefined
  const inside: Content = place ? { ...content, nodes: [] } : content
  let isMarked = false
  for (const piece of childElements(run)) {
    if (piece.name === 'fldchar') writer.fields.mark(piece)
    else if (piece.name === 'instrtext') writer.fields.instruct(piece.children.join(''))
    else if (isHidden || skipped.has(piece.name) || piece.name === 'deltext') continue
    else if (piece.name === 'footnotereference' || piece.name === 'endnotereference') {
      isMarked = /^(?:1|true|on)$/.test(attribute(piece, 'custommarkfollows') ?? '')
      content.nodes.push(...referenceTo(piece, writer))
    } else if (!(isMarked && piece.name === 't')) writePiece(piece, inside, writer, look)
  }
  if (place && inside.nodes.length > 0) content.nodes.push(element(place, inside.nodes))
}

function writePiece(piece: XmlElement, content: Content, writer: Writer, look: Look): void {
  const { name } = piece
  if (name === 't') writeText(piece, content, writer, look)
  else if (name === 'tab' || name === 'ptab') writeString(' ', content, writer)
  else if (name === 'cr' || (name === 'br' && !/^(?:page|column)$/.test(attribute(piece, 'type') ?? ''))) {
    content.nodes.push(element('br'))
  } else if (name === 'nobreakhyphen') writeString('\u2011', content, writer)
  else if (name === 'sym') writeString(symbolOf(piece), content, writer)
  else if (name === 'ruby') writeInline(child(piece, 'rubybase') ?? piece, content, writer, look)
  else if (drawings.has(name)) writeDrawing(piece, content, writer)
  else writeInline(piece, content, writer, look)
}

const drawings = new Set(['drawing', 'pict', 'object'])

/** Fonts of symbols have them in the private area; the letters of others are what they are. */
function symbolOf(symbol: XmlElement): string {
  const code = Number.parseInt(attribute(symbol, 'char') ?? '', 16)
  if (!(code > 0 && code < 0xe000)) return ''
  return /symbol|wingdings|webdings/i.test(attribute(symbol, 'font') ?? '') ? '' : String.fromCodePoint(code)
}

function writeText(text: XmlElement, content: Content, writer: Writer, look: Look = {}): void {
  const string = text.children.filter((one) => typeof one === 'string').join('')
  writeString(string, content, writer)
  if (string.trim() !== '') content.looks.push({ look, characters: string.length })
}

function writeString(text: string, content: Content, writer: Writer): void {
  const state = writer.fields.state()
  if (state === 'text') {
    content.nodes.push(text)
    if (text.trim() !== '') content.isContents = false
  } else if (state === 'contents') {
    if (writer.reading.choices.matter === 'read') content.nodes.push(text)
    else content.pending += text
    if (content.nodes.length === 0) content.isContents = true
  }
}

/** What it shows, and the text that stands in it. */
function writeDrawing(drawing: XmlElement, content: Content, writer: Writer): void {
  const shown = elementsNamed(drawing, 'docpr').next().value ?? elementsNamed(drawing, 'shape').next().value
  const alternative = attribute(shown, 'descr') ?? attribute(shown, 'alt') ?? ''
  const boxes = [...boxesIn(drawing)]
  if (boxes.length === 0 && alternative.trim() !== '') content.nodes.push(element('img', [], { alt: alternative }))
  for (const box of boxes) content.boxes.push(...blocksIn(box, writer))
}

function* boxesIn(parent: XmlElement): Generator<XmlElement> {
  for (const one of childElements(parent)) {
    if (one.name === 'txbxcontent') yield one
    else if (one.name !== 'fallback') yield* boxesIn(one)
  }
}

function referenceTo(reference: XmlElement, writer: Writer): XmlNode[] {
  const id = `${reference.name === 'footnotereference' ? 'footnote' : 'endnote'}-${attribute(reference, 'id')}`
  if (writer.isNote || writer.fields.state() !== 'text') return []
  writer.notes.add(id)
  return [element('a', [String(writer.notes.size)], { href: `#${id}`, 'epub:type': 'noteref' })]
}

/** The notes that are referred to, in the order of the text. */
function notesOf(writer: Writer): XmlElement[] {
  const { footnotes, endnotes } = writer.document
  const byId = new Map<string, XmlElement>()
  for (const note of footnotes ? elementsNamed(footnotes, 'footnote') : [])
    byId.set(`footnote-${attribute(note, 'id')}`, note)
  for (const note of endnotes ? elementsNamed(endnotes, 'endnote') : [])
    byId.set(`endnote-${attribute(note, 'id')}`, note)
  writer.isNote = true
  return [...writer.notes].flatMap((id) => {
    const note = byId.get(id)
    return note ? [element('aside', blocksIn(note, writer), { id })] : []
  })
}
