import { type BlockSubType, collapseWhiteSpace } from '../imported-document.ts'
import { isSceneBreak, sceneBreak } from '../scene-break.ts'
import { type NoteReference, noteReferenceAt } from './note-references.ts'
import { isBlockElement, isSkipped, isUnspokenPart } from './page-elements.ts'
import { childElements, type XmlElement } from './xml.ts'

/** A paragraph or heading of a page, with what is needed to divide pages and to find notes. */
export type PageBlock = {
  subType: BlockSubType
  text: string
  /** Ids of elements that begin at this block or lie in it. */
  ids: string[]
  /** Ids of the elements around it. */
  enclosingIds: string[]
  /** Note references that stood in it; their marks are not in the text. */
  references: NoteReference[]
  /** How many characters of the text are links within the book. */
  linkedCharacters: number
  /** In a part that its author marked as not for reading through: an imprint, a list of notes. */
  isUnspoken: boolean
}

/** Reads the blocks of an element, in order. `path` is the file's, for the links in it. */
export function toPageBlocks(body: XmlElement, path: string): PageBlock[] {
  return blocksOf(body, path, { subType: 'p', enclosingIds: [], isUnspoken: isUnspokenPart(body), isLink: false })
}

/** What holds for all text inside an element. */
type Surroundings = { subType: BlockSubType; enclosingIds: string[]; isUnspoken: boolean; isLink: boolean }

/** The block being written. */
type Draft = Omit<PageBlock, 'subType' | 'enclosingIds' | 'isUnspoken'> & {
  surroundings: Surroundings
  endsLine: boolean
}

type Writer = { path: string; blocks: PageBlock[]; draft: Draft }

function blocksOf(element: XmlElement, path: string, surroundings: Surroundings): PageBlock[] {
  const writer: Writer = { path, blocks: [], draft: emptyDraft(surroundings) }
  writeChildren(element, writer, surroundings)
  endBlock(writer)
  return writer.blocks
}

function emptyDraft(surroundings: Surroundings): Draft {
  return { text: '', ids: [], references: [], linkedCharacters: 0, surroundings, endsLine: false }
}

function writeChildren(element: XmlElement, writer: Writer, surroundings: Surroundings): void {
  for (const child of element.children) {
    if (typeof child === 'string') writeText(child, writer, surroundings)
    else writeElement(child, writer, surroundings)
  }
}

function writeText(text: string, { draft }: Writer, surroundings: Surroundings): void {
  const hasWords = /\S/.test(text)
  if (hasWords && draft.text.trim() === '') draft.surroundings = surroundings
  if (hasWords) draft.endsLine = false
  if (surroundings.isLink) draft.linkedCharacters += collapseWhiteSpace(text).length
  draft.text += text
}

function writeElement(element: XmlElement, writer: Writer, around: Surroundings): void {
  const isBlock = isBlockElement(element)
  if (isBlock) endBlock(writer)
  const id = element.attributes.id ?? (element.name === 'a' ? element.attributes.name : undefined)
  if (id) writer.draft.ids.push(id)
  if (isSkipped(element)) return
  const reference = noteReferenceAt(element, writer.path, writer.draft.text)
  if (reference) writer.draft.references.push(reference)
  else if (element.name === 'br') endLine(writer)
  else if (element.name === 'hr') writer.blocks.push(sceneBreakBlock(around))
  else if (element.name === 'tr') writeRow(element, writer, around)
  else if (element.name === 'math' && element.attributes.alttext) writeText(element.attributes.alttext, writer, around)
  else writeChildren(element, writer, surroundingsIn(element, around, isBlock ? id : undefined))
  if (isBlock) endBlock(writer)
}

function surroundingsIn(element: XmlElement, around: Surroundings, id: string | undefined): Surroundings {
  const isLink = element.name === 'a' && element.attributes.href !== undefined && !/^\w+:/.test(element.attributes.href)
  return {
    subType: headingLevel(element) ?? around.subType,
    enclosingIds: id ? [...around.enclosingIds, id] : around.enclosingIds,
    isUnspoken: around.isUnspoken || isUnspokenPart(element),
    isLink: around.isLink || isLink,
  }
}

function headingLevel({ name }: XmlElement): BlockSubType | undefined {
  const level = /^h([1-6])$/.exec(name)?.[1]
  return level ? (`h${Math.min(Number(level), 3)}` as BlockSubType) : undefined
}

/** One break is a space; two in a row end the paragraph, as writers use them for that. */
function endLine(writer: Writer): void {
  if (writer.draft.endsLine) endBlock(writer)
  writer.draft.text += ' '
  writer.draft.endsLine = writer.draft.text.trim() !== ''
}

/** A row is one paragraph, its cells set apart by commas. A row of one cell is a page layout: its paragraphs stay. */
function writeRow(row: XmlElement, writer: Writer, around: Surroundings): void {
  const inside = { ...surroundingsIn(row, around, row.attributes.id), subType: around.subType }
  const cells = childElements(row).filter((cell) => !isSkipped(cell))
  const written = cells.map((cell) => blocksOf(cell, writer.path, inside)).filter((blocks) => blocks.length > 0)
  const ids = [...writer.draft.ids.splice(0), ...cells.flatMap(({ attributes }) => attributes.id ?? [])]
  const blocks = written.length < 2 ? written.flat() : [written.map(joinBlocks).reduce(joinCells)]
  blocks[0]?.ids.unshift(...ids)
  for (const block of blocks) writer.blocks.push(block)
}

function joinBlocks(blocks: PageBlock[]): PageBlock {
  return blocks.reduce((left, right) => join(left, right, ' '))
}

function joinCells(left: PageBlock, right: PageBlock): PageBlock {
  return join(left, right, /[\p{P}]$/u.test(left.text) ? ' ' : ', ')
}

function join(left: PageBlock, right: PageBlock, separator: string): PageBlock {
  return {
    ...left,
    text: left.text + separator + right.text,
    ids: [...left.ids, ...right.ids],
    references: [...left.references, ...right.references],
    linkedCharacters: left.linkedCharacters + right.linkedCharacters,
  }
}

/** Ids of empty elements wait for the next block. */
function endBlock(writer: Writer): void {
  const { ids, references, linkedCharacters, surroundings } = writer.draft
  const text = plain(writer.draft.text)
  writer.draft = emptyDraft(surroundings)
  if (text === '') return void writer.draft.ids.push(...ids)
  if (isSceneBreak(text)) return void writer.blocks.push({ ...sceneBreakBlock(surroundings), ids })
  const { subType, enclosingIds, isUnspoken } = surroundings
  writer.blocks.push({ subType, text, ids, enclosingIds, references, linkedCharacters, isUnspoken })
}

/** Without what only the eye needs: soft hyphens, word joiners, hair spaces between quotes. */
function plain(text: string): string {
  return collapseWhiteSpace(text.replace(/[\u00ad\u200a\u200b\u2060\ufeff]/g, ''))
}

function sceneBreakBlock({ enclosingIds, isUnspoken }: Surroundings): PageBlock {
  return { subType: 'p', text: sceneBreak, ids: [], enclosingIds, references: [], linkedCharacters: 0, isUnspoken }
}
