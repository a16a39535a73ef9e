import type { StyledParagraph } from '../markup/guess-headings.ts'
import type { Reading } from '../markup/page-blocks.ts'
import type { XmlElement, XmlNode } from '../markup/xml.ts'

/** What is known of an RTF file while it is read from its beginning to its end. */
export type Reader = {
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

/** What holds inside a group. */
export type State = {
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

export type Flow = { nodes: XmlNode[]; letters: number; bold: number; sizes: Map<number, number> }

export function newReader(reading: Reading): Reader {
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

export const plainParagraph = { style: 0, outline: undefined, isInTable: false, isInList: false }

export function emptyFlow(): Flow {
  return { nodes: [], letters: 0, bold: 0, sizes: new Map() }
}

export function element(name: string, children: XmlNode[] = [], attributes: Record<string, string> = {}): XmlElement {
  return { name, attributes, children }
}
