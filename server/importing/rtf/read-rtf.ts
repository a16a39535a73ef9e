import { StudioError } from '#server/base/errors.ts'
import { countWords } from '../document/imported-document.ts'
import type { StyledParagraph } from '../markup/guess-headings.ts'
import type { Reading } from '../markup/page-blocks.ts'
import type { XmlElement } from '../markup/xml.ts'
import { rememberStyle, symbols, takeWord } from './control-words.ts'
import { decodeBytes } from './encodings.ts'
import { endNote, endParagraph, endTable } from './end-blocks.ts'
import { element, newReader, type Reader } from './reader.ts'
import { type Token, tokensOf } from './tokens.ts'
import { write } from './write-text.ts'

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

const signs: Record<string, string> = { '~': '\u00a0', _: '\u2011', '-': '', '{': '{', '}': '}', '\\': '\\' }

function takeSign(sign: string, reader: Reader): void {
  if (sign === '*') reader.state.isOptional = true
  else if (sign === '\n' || sign === '\r') endParagraph(reader)
  else if (reader.toSkip > 0) reader.toSkip -= 1
  else if (signs[sign] !== undefined) write(signs[sign], reader)
}
