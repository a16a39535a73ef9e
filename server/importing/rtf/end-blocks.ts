import { isContentsStyle, levelByName } from '../markup/heading-style.ts'
import { textOf, type XmlElement, type XmlNode } from '../markup/xml.ts'
import { element, emptyFlow, type Flow, type Reader } from './reader.ts'

// Where paragraphs, cells, rows, tables and notes end, what was written becomes elements of a page.

export function endParagraph(reader: Reader): void {
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

export function endCell(reader: Reader): void {
  reader.paragraph = { ...reader.paragraph, isInTable: true }
  endParagraph(reader)
  reader.row.push(reader.cell)
  reader.cell = []
}

export function endRow(reader: Reader): void {
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

export function endTable(reader: Reader): void {
  endRow(reader)
  if (reader.table) reader.blocks.push(reader.table)
  reader.table = undefined
}

/** The mark is where the note begins; in RTF the note stands in the middle of the text. */
export function beginNote(reader: Reader): void {
  if (reader.outer.length > 0) return
  const id = `note-${reader.notes.length + 1}`
  withoutMark(reader.flow)
  reader.flow.nodes.push(element('a', [String(reader.notes.length + 1)], { href: `#${id}`, 'epub:type': 'noteref' }))
  reader.notes.push({ id, nodes: [] })
  reader.outer.push({ flow: reader.flow, depth: reader.stack.length, id })
  reader.flow = emptyFlow()
  Object.assign(reader.state, { shift: undefined, place: 'text' })
}

export function endNote(reader: Reader): void {
  endParagraph(reader)
  reader.flow = reader.outer.pop()!.flow
}

/** A sign that the writer has chosen is raised text before the note. */
function withoutMark({ nodes }: Flow): void {
  const last = nodes.at(-1)
  if (last && typeof last !== 'string' && last.name === 'sup' && textOf(last).length <= 4) nodes.pop()
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
