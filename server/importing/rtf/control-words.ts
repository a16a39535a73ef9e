import { encodingOfCharset, encodingOfCodePage } from './encodings.ts'
import { beginNote, endCell, endParagraph, endRow } from './end-blocks.ts'
import { element, plainParagraph, type Reader, type State } from './reader.ts'
import { write } from './write-text.ts'

/** What a control word means where it stands; most mean nothing for the text. */
export function takeWord(word: string, value: number | undefined, reader: Reader): void {
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

function takeCharacter(value: number, reader: Reader): void {
  const code = value < 0 ? value + 65_536 : value
  reader.toSkip = reader.state.substitutes
  if (code > 0 && code <= 0x10ffff && !(code >= 0xf000 && code < 0xf100)) {
    write(code >= 0xd800 && code < 0xe000 ? String.fromCharCode(code) : String.fromCodePoint(code), reader)
  }
}

type Action = (reader: Reader, value: number, isGiven: boolean) => void

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

function toPlace(place: State['place']): Action {
  return ({ state }) => {
    state.place = place
  }
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

/** Fonts of signs, whose letters mean nothing. */
export const symbols = 'symbols'

export function rememberStyle(reader: Reader): void {
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
