import { StudioError } from '#server/base/errors.ts'
import { collapseWhiteSpace, countWords } from '../imported-document.ts'
import type { StyledParagraph } from '../markup/guess-headings.ts'
import { isContentsStyle, levelByName } from '../markup/heading-style.ts'
import type { Reading } from '../markup/page-blocks.ts'
import { textOf, type XmlElement, type XmlNode } from '../markup/xml.ts'
import { decodeBytes, encodingOfCharset, encodingOfCodePage } from './encodings.ts'
import { type Token, tokensOf } from './tokens.ts'

export type RtfDocument = {
  body: XmlElement
  paragraphs: StyledParagraph[]
  title?: string
  author?: string
  language?: string
}

/**
 * Reads the text of an RTF file, as the tree of a page for `toPageBlocks`.
 * @param source the file as Latin 1
 * @throws StudioError `document_broken` when groups nest more than 1,000 deep
 */
export function readRtf(source: string, reading: Reading): RtfDocument {
  const reader = newReader(reading)
  for (const token of tokensOf(source)) {
    if (token.kind !== 'bytes') flush(reader)
    take(token, reader)
  }
  flush(reader)
  endParagraph(reader)
  endTable(reader)
  if (reader.dropped.length > 0) {
    const words = reader.dropped.reduce((sum, line) => sum + countWords(line), 0)
    reading.leftOut.push({ what: 'contents', count: 1, words, example: reader.dropped[0]!.slice(0, 80) })
  }
  const notes = reader.notes.map(({ id, nodes }) => element('aside', nodes, { id }))
  const { paragraphs, title, author, language } = reader
  return { body: element('body', [...reader.blocks, ...notes]), paragraphs, title, author, language }
}

const deepestGroups = 1000

/** What holds inside a group. */
type State = {
  /** Where text goes; `around` is nowhere, unless a group inside says otherwise. */
  place: 'text' | 'skip' | 'around' | 'fonts' | 'styles' | 'title' | 'author' | 'instruction'
  font: number
  /** How many characters stand in for one that is given by its number. */
  substitutes: number
  isBold: boolean
  halfPoints: number
  isHidden: boolean
  shift: 'sup' | 'sub' | undefined
  /** In the result of a table of contents. */
  isContents: boolean
  /** The first word of a group may say that it can be passed over. */
  isOptional: boolean
}

type Flow = { nodes: XmlNode[]; letters: number; bold: number; sizes: Map<number, number> }

type Reader = {
  reading: Reading
  stack: State[]
  state: State
  bytes: string
  toSkip: number
  encoding: string
  fonts: Map<number, string | undefined>
  styles: Map<number, string>
  style: { id: number; name: string }
  fields: string[]
  flow: Flow
  /** Those of the text around notes that are being read. */
  outer: { flow: Flow; depth: number; id: string }[]
  blocks: XmlNode[]
  notes: { id: string; nodes: XmlNode[] }[]
  row: XmlNode[][]
  cell: XmlNode[]
  table: XmlElement | undefined
  paragraph: { style: number; outline: number | undefined; isInTable: boolean; isInList: boolean }
  paragraphs: StyledParagraph[]
  dropped: string[]
  title?: string
  author?: string
  language?: string
}

function newReader(reading: Reading): Reader {
  const state: State = {
    place: 'text',
    font: -1,
    substitutes: 1,
    isBold: false,
    halfPoints: 24,
    isHidden: false,
    shift: undefined,
    isContents: false,
    isOptional: false,
  }
  return {
    reading,
    stack: [],
    state,
    bytes: '',
    toSkip: 0,
    encoding: 'windows-1252',
    fonts: new Map(),
    styles: new Map(),
    style: { id: 0, name: '' },
    fields: [],
    flow: emptyFlow(),
    outer: [],
    blocks: [],
    notes: [],
    row: [],
    cell: [],
    table: undefined,
    paragraph: plainParagraph,
    paragraphs: [],
    dropped: [],
  }
}

const plainParagraph = { style: 0, outline: undefined, isInTable: false, isInList: false }

function emptyFlow(): Flow {
  return { nodes: [], letters: 0, bold: 0, sizes: new Map() }
}

function element(name: string, children: XmlNode[] = [], attributes: Record<string, string> = {}): XmlElement {
  return { name, attributes, children }
}

function take(token: Token, reader: Reader): void {
  if (token.kind === 'open') open(reader)
  else if (token.kind === 'close') close(reader)
  else if (token.kind === 'bytes') takeBytes(token.bytes, reader)
  else if (token.kind === 'sign') takeSign(token.sign, reader)
  else takeWord(token.word, token.value, reader)
}

function open(reader: Reader): void {
  if (reader.stack.length > deepestGroups) {
    throw new StudioError('document_broken', `The document nests groups more than ${deepestGroups} deep.`)
  }
  reader.toSkip = 0
  reader.stack.push(reader.state)
  reader.state = { ...reader.state, isOptional: false }
}

function close(reader: Reader): void {
  const before = reader.stack.pop()
  if (!before) return
  reader.toSkip = 0
  if (reader.state.place === 'styles' && before.place === 'styles') rememberStyle(reader)
  const note = reader.outer.at(-1)
  if (note && reader.stack.length < note.depth) endNote(reader)
  reader.state = before
}

/** Characters that only stand in for one that was given by its number are passed over. */
function takeBytes(bytes: string, reader: Reader): void {
  const skipped = Math.min(reader.toSkip, bytes.length)
  reader.toSkip -= skipped
  reader.bytes += bytes.slice(skipped)
}

function flush(reader: Reader): void {
  if (reader.bytes === '') return
  const { bytes, state } = reader
  reader.bytes = ''
  if (state.place === 'skip' || state.place === 'around') return
  const encoding = reader.fonts.get(state.font) ?? reader.encoding
  write(
    state.place === 'text' && encoding === symbols
      ? ''
      : decodeBytes(bytes, encoding === symbols ? reader.encoding : encoding),
    reader,
  )
}

/** Fonts of signs, whose letters mean nothing. */
const symbols = 'symbols'

function write(text: string, reader: Reader): void {
  const { state } = reader
  if (state.place === 'title') reader.title = collapseWhiteSpace((reader.title ?? '') + text)
  else if (state.place === 'author') reader.author = collapseWhiteSpace((reader.author ?? '') + text)
  else if (state.place === 'styles') reader.style.name += text
  else if (state.place === 'instruction') instruct(text, reader)
  else if (state.place === 'text' && !state.isHidden) writeText(text, reader)
}

function instruct(text: string, reader: Reader): void {
  if (reader.fields.length > 0) reader.fields[reader.fields.length - 1] = (reader.fields.at(-1)! + text).slice(0, 500)
}

function writeText(text: string, { flow, state, dropped, reading }: Reader): void {
  if (state.isContents && reading.choices.matter === 'skip') {
    if (text.trim() !== '') dropped.push(text)
    return
  }
  flow.nodes.push(state.shift ? element(state.shift, [text]) : text)
  const letters = text.trim().length
  flow.letters += letters
  if (state.isBold) flow.bold += letters
  flow.sizes.set(state.halfPoints, (flow.sizes.get(state.halfPoints) ?? 0) + letters)
}

const signs: Record<string, string> = { '~': '\u00a0', _: '\u2011', '-': '', '{': '{', '}': '}', '\\': '\\' }

function takeSign(sign: string, reader: Reader): void {
  if (sign === '*') reader.state.isOptional = true
  else if (sign === '\n' || sign === '\r') endParagraph(reader)
  else if (reader.toSkip > 0) reader.toSkip -= 1
  else if (signs[sign] !== undefined) write(signs[sign], reader)
}

const characters: Record<string, string> = {
  tab: ' ',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
  zwnj: '\u200c',
  zwj: '\u200d',
}

/** Groups that hold no text of the document. */
const silent = new Set(
  (
    'colortbl header headerl headerr headerf footer footerl footerr footerf pict objdata listtable listoverridetable ' +
    'rsidtbl generator datastore themedata colorschememapping latentstyles xmlnstbl filetbl revtbl pntext listtext ' +
    'pntxta pntxtb pgdsctbl mmathPr bkmkstart bkmkend annotation atnid atnauthor atntime atnref atndate xe tc nonesttables ' +
    'falt panose sp shprslt comment operator company keywords subject category doccomm creatim revtim printim buptim userprops'
  ).split(' '),
)

/** Groups that may be passed over by those who do not know them, and hold text all the same. */
const known = new Set('shpinst shptxt ud fldinst cs footnote nesttableprops'.split(' '))

function takeWord(word: string, value: number | undefined, reader: Reader): void {
  const { state } = reader
  if (state.isOptional) {
    state.isOptional = false
    if (!known.has(word) && state.place !== 'styles') state.place = 'skip'
  }
  if (silent.has(word)) state.place = 'skip'
  if (state.place === 'skip') return
  if (characters[word] !== undefined) write(characters[word], reader)
  else if (word === 'u' && value !== undefined) takeCharacter(value, reader)
  else actions[word]?.(reader, value ?? 1, value !== undefined)
}

function takeCharacter(value: number, reader: Reader): void {
  const code = value < 0 ? value + 65_536 : value
  reader.toSkip = reader.state.substitutes
  if (code > 0 && code <= 0x10ffff && !(code >= 0xf000 && code < 0xf100)) {
    write(code >= 0xd800 && code < 0xe000 ? String.fromCharCode(code) : String.fromCodePoint(code), reader)
  }
}

type Action = (reader: Reader, value: number, isGiven: boolean) => void

function toPlace(place: State['place']): Action {
  return ({ state }) => {
    state.place = place
  }
}

const actions: Record<string, Action> = {
  ansicpg: (reader, value) => {
    reader.encoding = encodingOfCodePage(value)
  },
  mac: (reader) => {
    reader.encoding = 'macintosh'
  },
  deflang: (reader, value) => {
    reader.language ??= languages[value]
  },
  uc: ({ state }, value, isGiven) => {
    state.substitutes = isGiven ? Math.min(Math.max(0, value), 10) : 1
  },
  fonttbl: toPlace('fonts'),
  stylesheet: toPlace('styles'),
  info: toPlace('around'),
  title: toPlace('title'),
  author: toPlace('author'),
  fldinst: toPlace('instruction'),
  f: ({ state }, value, isGiven) => {
    state.font = isGiven ? value : 0
  },
  fcharset: ({ state, fonts }, value, isGiven) => {
    if (state.place === 'fonts')
      fonts.set(state.font, isGiven && value === 2 ? symbols : encodingOfCharset(isGiven ? value : 0))
  },
  s: (reader, value, isGiven) => {
    if (reader.state.place === 'styles') reader.style.id = isGiven ? value : 0
    else reader.paragraph = { ...reader.paragraph, style: isGiven ? value : 0 }
  },
  b: ({ state }, value) => {
    state.isBold = value !== 0
  },
  fs: ({ state }, value) => {
    state.halfPoints = value
  },
  v: ({ state }, value) => {
    state.isHidden = value !== 0
  },
  deleted: ({ state }, value) => {
    state.isHidden = value !== 0
  },
  super: ({ state }) => {
    state.shift = 'sup'
  },
  sub: ({ state }) => {
    state.shift = 'sub'
  },
  nosupersub: ({ state }) => {
    state.shift = undefined
  },
  plain: ({ state }) => {
    Object.assign(state, { isBold: false, halfPoints: 24, isHidden: false, shift: undefined })
  },
  pard: (reader) => {
    reader.paragraph = plainParagraph
  },
  outlinelevel: (reader, value, isGiven) => {
    reader.paragraph = { ...reader.paragraph, outline: isGiven ? value : 0 }
  },
  ls: (reader, value) => {
    reader.paragraph = { ...reader.paragraph, isInList: value !== 0 }
  },
  intbl: (reader) => {
    reader.paragraph = { ...reader.paragraph, isInTable: true }
  },
  line: ({ flow }) => void flow.nodes.push(element('br')),
  par: endParagraph,
  sect: endParagraph,
  page: endParagraph,
  cell: endCell,
  nestcell: endParagraph,
  row: endRow,
  field: (reader) => void reader.fields.push(''),
  fldrslt: beginResult,
  footnote: beginNote,
  upr: toPlace('around'),
  ud: toPlace('text'),
}

/** By the number that Windows gives to a language. */
const languages: Record<number, string> = {
  1031: 'de',
  1033: 'en-US',
  1034: 'es',
  1036: 'fr',
  1040: 'it',
  1041: 'ja',
  1043: 'nl',
  1046: 'pt-BR',
  1049: 'ru',
  2052: 'zh-CN',
  2057: 'en-GB',
  2070: 'pt',
  3082: 'es',
}

function rememberStyle(reader: Reader): void {
  const { id, name } = reader.style
  if (name.trim() !== '') reader.styles.set(id, name.replace(/;.*/s, '').trim())
  reader.style = { id: 0, name: '' }
}

/** What a field shows: lists of contents and page numbers are not read. */
function beginResult(reader: Reader): void {
  const instruction = reader.fields.pop() ?? ''
  if (/^\s*(?:TOC|TOA|INDEX)\b/i.test(instruction)) reader.state.isContents = true
  if (/^\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b/i.test(instruction)) reader.state.place = 'skip'
}

/** The mark is where the note begins; in RTF the note stands in the middle of the text. */
function beginNote(reader: Reader): void {
  if (reader.outer.length > 0) return
  const id = `note-${reader.notes.length + 1}`
  withoutMark(reader.flow)
  reader.flow.nodes.push(element('a', [String(reader.notes.length + 1)], { href: `#${id}`, 'epub:type': 'noteref' }))
  reader.notes.push({ id, nodes: [] })
  reader.outer.push({ flow: reader.flow, depth: reader.stack.length, id })
  reader.flow = emptyFlow()
  Object.assign(reader.state, { shift: undefined, place: 'text' })
}

/** A sign that the writer has chosen is raised text before the note. */
function withoutMark({ nodes }: Flow): void {
  const last = nodes.at(-1)
  if (last && typeof last !== 'string' && last.name === 'sup' && textOf(last).length <= 4) nodes.pop()
}

function endNote(reader: Reader): void {
  endParagraph(reader)
  reader.flow = reader.outer.pop()!.flow
}

function endParagraph(reader: Reader): void {
  const { flow, paragraph } = reader
  if (reader.state.place !== 'text' && reader.state.place !== 'skip') return
  reader.flow = emptyFlow()
  if (flow.nodes.length === 0) return
  const note = reader.outer.at(-1)
  if (note) {
    reader.notes.at(-1)!.nodes.push(element('p', withoutOwnMark(flow.nodes)))
    return
  }
  const block = toBlock(flow, reader)
  if (!block) return
  if (paragraph.isInTable) reader.cell.push(block)
  else {
    endTable(reader)
    reader.blocks.push(block)
  }
}

/** The note's own number at its start. */
function withoutOwnMark(nodes: XmlNode[]): XmlNode[] {
  const first = nodes.findIndex((node) => typeof node !== 'string' || node.trim() !== '')
  const mark = nodes[first]
  return mark && typeof mark !== 'string' && mark.name === 'sup' ? nodes.slice(first + 1) : nodes
}

function toBlock(flow: Flow, reader: Reader): XmlElement | undefined {
  const { paragraph, styles, dropped, reading } = reader
  const name = styles.get(paragraph.style) ?? ''
  const level = paragraph.outline ?? levelByName(name)
  const isHeading = level !== undefined && level < 9
  const block = element(isHeading ? `h${Math.min(level, 5) + 1}` : 'p', flow.nodes)
  if (isContentsStyle(name) && reading.choices.matter === 'skip') {
    dropped.push(textOf(block))
    return undefined
  }
  const [halfPoints] = [...flow.sizes].reduce((most, next) => (next[1] > most[1] ? next : most), [24, 0])
  reader.paragraphs.push({
    element: block,
    styleLevel: isHeading ? level : undefined,
    isTitle: /^title$/i.test(name),
    look: { halfPoints, isBold: flow.bold > flow.letters * 0.9 },
    isInList: paragraph.isInList,
  })
  return paragraph.isInList && !isHeading ? element('li', [block]) : block
}

function endCell(reader: Reader): void {
  reader.paragraph = { ...reader.paragraph, isInTable: true }
  endParagraph(reader)
  reader.row.push(reader.cell)
  reader.cell = []
}

function endRow(reader: Reader): void {
  if (reader.row.length === 0) return
  reader.table ??= element('table')
  reader.table.children.push(
    element(
      'tr',
      reader.row.map((cell) => element('td', cell)),
    ),
  )
  reader.row = []
}

function endTable(reader: Reader): void {
  endRow(reader)
  if (reader.table) reader.blocks.push(reader.table)
  reader.table = undefined
}
