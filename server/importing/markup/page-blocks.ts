import {
  type BlockSubType,
  collapseWhiteSpace,
  countWords,
  type LeftOut,
  type LeftOutKind,
} from '../document/imported-document.ts'
import { defaultReadingChoices, type ReadingChoices } from '../document/reading-choices.ts'
import { isSceneBreak, sceneBreak } from '../document/scene-break.ts'
import { type DropCap, dropCapAt, isRestOfWord } from './drop-caps.ts'
import { type NoteReference, noteReferenceAt } from './note-references.ts'
import { isBlockElement, isUnspokenPart, skippedAs } from './page-elements.ts'
import { shifted } from './raised-text.ts'
import { resolveHref } from './resolve-href.ts'
import { childElements, elementsNamed, isNumberBorder, meaningsOf, textOf, type XmlElement } from './xml.ts'

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
  /** Where its links within the book lead (`path#fragment`). */
  links: string[]
  /** How many characters of the text are links within the book. */
  linkedCharacters: number
  /** The things of lists around it, the innermost last: a number for each item, and for each term with what is said of it. */
  items: readonly number[]
  /** In a part that its author marked as not for reading through: an imprint, a list of notes. */
  isUnspoken: boolean
}

/** What is to be read, and where what is not is written down. */
export type Reading = { choices: ReadingChoices; leftOut: LeftOut[] }

/** Reads the blocks of an element, in order. `path` is the file's, for the links in it. */
export function toPageBlocks(body: XmlElement, path: string, reading: Reading = newReading()): PageBlock[] {
  const surroundings: Surroundings = {
    subType: 'p',
    enclosingIds: [],
    isUnspoken: isUnspokenPart(body),
    isLink: false,
    items: [],
  }
  return blocksOf(body, { path, reading, items: 0, term: 0, linkedIds: linkedIdsIn(body) }, surroundings)
}

function linkedIdsIn(body: XmlElement): Set<string> {
  const links = elementsNamed(body, 'a').map(({ attributes }) => attributes.href ?? '')
  return new Set(links.filter((href) => href.startsWith('#')).map((href) => href.slice(1)))
}

export function newReading(choices: ReadingChoices = defaultReadingChoices): Reading {
  return { choices, leftOut: [] }
}

/** What holds for all text inside an element. */
type Surroundings = {
  subType: BlockSubType
  enclosingIds: string[]
  isUnspoken: boolean
  isLink: boolean
  /** Where an empty line divides paragraphs. */
  isPreformatted?: boolean
  items: readonly number[]
}

/** The block being written. */
type Draft = Omit<PageBlock, 'subType' | 'enclosingIds' | 'isUnspoken' | 'items' | 'text'> & {
  /** What stands in it so far, in pieces. */
  text: string
  /** Whether there is more than white space. */
  hasText: boolean
  surroundings: Surroundings
  endsLine: boolean
  dropCap: DropCap | undefined
  /** What its pictures show, for a heading that has nothing else. */
  pictures: string[]
  /** Notes that stood in it whole. */
  notes: string[]
}

type Page = { path: string; reading: Reading; items: number; term: number; linkedIds: ReadonlySet<string> }
type Writer = { page: Page; blocks: PageBlock[]; draft: Draft }

function blocksOf(element: XmlElement, page: Page, surroundings: Surroundings): PageBlock[] {
  const writer: Writer = { page, blocks: [], draft: emptyDraft(surroundings) }
  writeChildren(element, writer, surroundings)
  endBlock(writer)
  return writer.blocks
}

function emptyDraft(surroundings: Surroundings): Draft {
  return {
    text: '',
    hasText: false,
    ids: [],
    references: [],
    links: [],
    linkedCharacters: 0,
    surroundings,
    endsLine: false,
    dropCap: undefined,
    pictures: [],
    notes: [],
  }
}

function writeChildren(element: XmlElement, writer: Writer, surroundings: Surroundings): void {
  for (const child of element.children) {
    if (typeof child === 'string') writeString(child, writer, surroundings)
    else writeElement(child, writer, surroundings)
  }
}

function writeString(text: string, writer: Writer, surroundings: Surroundings): void {
  const paragraphs = surroundings.isPreformatted ? text.split(/\n[ \t]*\r?\n/) : [text]
  paragraphs.forEach((paragraph, index) => {
    if (index > 0) endBlock(writer)
    const isPlain = !surroundings.isPreformatted
    writeText(isPlain ? paragraph : paragraph.replaceAll('\n', lineEnd), writer, surroundings)
  })
}

function writeText(text: string, { draft }: Writer, surroundings: Surroundings): void {
  const hasWords = /\S/.test(text)
  if (hasWords && !draft.hasText) draft.surroundings = surroundings
  if (hasWords) Object.assign(draft, { endsLine: false, hasText: true })
  if (surroundings.isLink) draft.linkedCharacters += collapseWhiteSpace(text).length
  if (draft.dropCap && hasWords) {
    if (isRestOfWord(draft.dropCap, text)) draft.text = draft.text.trimEnd()
    draft.text += isRestOfWord(draft.dropCap, text) ? text.trimStart() : text
    draft.dropCap = undefined
    return
  }
  if (surroundings.subType !== 'p' && isNumberBorder(draft.text.slice(-2), text)) draft.text += ' '
  draft.text += text
}

function writeElement(element: XmlElement, writer: Writer, around: Surroundings): void {
  const isBlock = isBlockElement(element)
  if (isBlock) endBlock(writer)
  const id = element.attributes.id ?? (element.name === 'a' ? element.attributes.name : undefined)
  if (id) writer.draft.ids.push(id)
  const skipped = skippedAs(element) ?? skippedByChoice(element, writer.page.reading.choices)
  if (skipped) {
    if (element.name === 'a') writer.draft.links.push(targetOf(element, writer.page.path))
    leaveOut(element, skipped, writer.page.reading)
    return
  }
  if (!isBlock && isNoteInLine(element)) {
    writeNoteInLine(element, writer)
    return
  }
  writeContent(element, writer, surroundingsIn(element, writer.page, around, isBlock ? id : undefined), around)
  if (isBlock) endBlock(writer)
}

/** The whole note stands where others have a mark. */
function isNoteInLine(element: XmlElement): boolean {
  return meaningsOf(element).some((meaning) => /^(?:foot|end)note$/.test(meaning))
}

function writeNoteInLine(element: XmlElement, { draft, page }: Writer): void {
  const note = textOf(element)
  if (note === '') return
  if (page.reading.choices.notes === 'skip') leaveOutText(note, 'notes', page.reading)
  else draft.notes.push(note)
}

function writeContent(element: XmlElement, writer: Writer, inside: Surroundings, around: Surroundings): void {
  const { page, draft } = writer
  const reference = noteReferenceAt(element, page.path, draft.hasText, page.linkedIds)
  if (reference) draft.references.push(reference)
  else if (element.name === 'br') endLine(writer)
  else if (element.name === 'hr') writer.blocks.push(sceneBreakBlock(around))
  else if (element.name === 'img') writePicture(element, writer, around)
  else if (element.name === 'tr') writeRow(element, writer, around)
  else if (element.name === 'ruby') writeRuby(element, writer, inside)
  else if (element.name === 'math' && element.attributes.alttext) writeText(element.attributes.alttext, writer, around)
  else if (element.name === 'sup' || element.name === 'sub') writeShifted(element, element.name, writer, inside)
  else writeInline(element, writer, inside)
}

/** A letter alone in an element at the start of a paragraph waits for the rest of its word. */
function writeInline(element: XmlElement, writer: Writer, inside: Surroundings): void {
  const { page, draft } = writer
  if (element.name === 'a' && inside.isLink) draft.links.push(targetOf(element, page.path))
  const isFirst = inside.subType === 'p' && draft.text.length < 200 && /^\s*["“‘'«„]?\s*$/.test(draft.text)
  const cap = isFirst && isInline(element) ? dropCapIn(element) : undefined
  writeChildren(element, writer, inside)
  if (cap) draft.dropCap = cap
}

function targetOf({ attributes }: XmlElement, path: string): string {
  const target = resolveHref(path, attributes.href ?? '')
  return `${target.path}#${target.fragment}`
}

function isInline(element: XmlElement): boolean {
  return !isBlockElement(element) && element.name !== 'br'
}

/** A letter in an element of its own; an element with much in it is none. */
function dropCapIn(element: XmlElement): DropCap | undefined {
  return element.children.length === 1 && typeof element.children[0] === 'string' ? dropCapAt(element) : undefined
}

/** A picture of one or two letters inside a line is those letters; what others show is read when that is wanted. */
function writePicture(element: XmlElement, writer: Writer, around: Surroundings): void {
  const { draft, page } = writer
  const shown = collapseWhiteSpace(element.attributes.alt ?? '')
  if (shown === '') return
  if ([...shown].length <= 2 && /^[\p{L}\p{N}\p{P}]+$/u.test(shown)) {
    const cap = draft.hasText ? undefined : dropCapAt(element, shown)
    writeText(shown, writer, around)
    draft.dropCap = cap
  } else if (page.reading.choices.images === 'alt') writeText(` ${shown} `, writer, around)
  else if (around.subType !== 'p') {
    if (!draft.hasText) draft.surroundings = around
    draft.pictures.push(shown)
  } else leaveOutText(shown, 'images', page.reading)
}

/** The base of a ruby is its text; one without text (a picture of a rare character) is said by its reading. */
function writeRuby(element: XmlElement, writer: Writer, inside: Surroundings): void {
  writeChildren(element, writer, inside)
  if (hasBase(element)) return
  for (const reading of elementsNamed(element, 'rt')) writeText(textOf(reading), writer, inside)
}

function hasBase(element: XmlElement): boolean {
  if (element.name === 'img') return /\S/.test(element.attributes.alt ?? '')
  const isReading = /^(?:rt|rp|rtc)$/.test(element.name)
  return !isReading && element.children.some((child) => (typeof child === 'string' ? /\S/.test(child) : hasBase(child)))
}

function writeShifted(element: XmlElement, place: 'sup' | 'sub', writer: Writer, inside: Surroundings): void {
  const isPlain = element.children.every((child) => typeof child === 'string')
  if (isPlain) writeText(shifted(textOf(element), place), writer, inside)
  else writeChildren(element, writer, inside)
}

function skippedByChoice(element: XmlElement, { tables, code }: ReadingChoices): LeftOutKind | undefined {
  if (tables === 'skip' && element.name === 'table' && isRealTable(element)) return 'tables'
  return code === 'skip' && isListing(element) ? 'code' : undefined
}

/** Tables of one column are a layout: what stands in them is text. */
function isRealTable(table: XmlElement): boolean {
  return [...elementsNamed(table, 'tr')].some((row) => childElements(row).length > 1)
}

/** `pre` is for verse and letters as well; that a program stands in it shows in what is inside or what it is called. */
function isListing(element: XmlElement): boolean {
  if (element.name !== 'pre') return false
  const itsClass = element.attributes.class ?? ''
  const elements = childElements(element)
  const isCode = elements.length > 0 && elements.every(({ name }) => /^(?:code|samp|kbd)$/.test(name))
  return isCode || /program|listing|screen|code|highlight|language-|lang-|src/i.test(itsClass)
}

function leaveOut(element: XmlElement, kind: LeftOutKind | 'silent', reading: Reading): void {
  if (kind !== 'silent') leaveOutText(textOf(element), kind, reading)
}

function leaveOutText(text: string, what: LeftOutKind, { leftOut }: Reading): void {
  leftOut.push({ what, count: 1, words: countWords(text), example: text.slice(0, 80) })
}

function surroundingsIn(element: XmlElement, page: Page, around: Surroundings, id: string | undefined): Surroundings {
  const isLink = element.name === 'a' && element.attributes.href !== undefined && !/^\w+:/.test(element.attributes.href)
  return {
    subType: headingLevel(element) ?? around.subType,
    enclosingIds: id ? [...around.enclosingIds, id] : around.enclosingIds,
    isUnspoken: around.isUnspoken || isUnspokenPart(element),
    isLink: around.isLink || isLink,
    isPreformatted: around.isPreformatted || element.name === 'pre',
    items: [...around.items, ...itemOf(element, page)],
  }
}

function itemOf({ name, attributes }: XmlElement, page: Page): number[] {
  if (name === 'li' || (name === 'div' && /^(?:ftn|edn|fn|(?:foot|end)?note)[-_]?\d+$/i.test(attributes.id ?? ''))) {
    return [++page.items]
  }
  if (name === 'dt') page.term = ++page.items
  return name === 'dt' || name === 'dd' ? [page.term] : []
}

function headingLevel({ name }: XmlElement): BlockSubType | undefined {
  const level = /^h([1-6])$/.exec(name)?.[1]
  return level ? (`h${Math.min(Number(level), 3)}` as BlockSubType) : undefined
}

/** Stands for a single break until the paragraph is whole. */
const lineEnd = '\u2028'

/** Two breaks in a row end the paragraph, as writers use them for that. */
function endLine(writer: Writer): void {
  if (writer.draft.endsLine) endBlock(writer)
  writer.draft.text += lineEnd
  writer.draft.endsLine = writer.draft.hasText
}

/** A row is one paragraph, its cells set apart by commas. A row of one cell is a page layout: its paragraphs stay. */
function writeRow(row: XmlElement, writer: Writer, around: Surroundings): void {
  const inside = { ...surroundingsIn(row, writer.page, around, row.attributes.id), subType: around.subType }
  const cells = childElements(row).filter((cell) => !skippedAs(cell))
  const written = cells.map((cell) => blocksOf(cell, writer.page, inside)).filter((blocks) => blocks.length > 0)
  const ids = [...writer.draft.ids.splice(0), ...cells.flatMap(({ attributes }) => attributes.id ?? [])]
  const blocks = written.length < 2 ? written.flat() : [written.map(joinBlocks).reduce(joinCells)]
  blocks[0]?.ids.unshift(...ids)
  for (const block of blocks) writer.blocks.push(block)
}

function joinBlocks(blocks: PageBlock[]): PageBlock {
  return blocks.reduce((left, right) => join(left, right, ' '))
}

function joinCells(left: PageBlock, right: PageBlock): PageBlock {
  if (isCapOf(left, right.text)) return join(left, right, '')
  return join(left, right, /[\p{P}]$/u.test(left.text) ? ' ' : ', ')
}

function join(left: PageBlock, right: PageBlock, separator: string): PageBlock {
  return {
    ...left,
    text: left.text + separator + right.text,
    ids: [...left.ids, ...right.ids],
    references: [...left.references, ...right.references],
    links: [...left.links, ...right.links],
    linkedCharacters: left.linkedCharacters + right.linkedCharacters,
  }
}

/** Ids of empty elements wait for the next block. A heading without text is what its pictures show. */
function endBlock(writer: Writer): void {
  const { ids, references, links, linkedCharacters, surroundings, pictures, notes } = writer.draft
  const isHeading = surroundings.subType !== 'p'
  const own = plain(writer.draft.text, isHeading) || (isHeading ? pictures.join(' ') : '')
  const text = [own, ...notes.map((note) => `Note: ${note}`)].filter(Boolean).join(' ')
  writer.draft = emptyDraft(surroundings)
  if (text === '') {
    writer.draft.ids = ids
    return
  }
  if (isSceneBreak(text)) return void writer.blocks.push({ ...sceneBreakBlock(surroundings), ids })
  const { subType, enclosingIds, isUnspoken, items } = surroundings
  const cap = writer.blocks.at(-1)
  if (cap && subType === 'p' && isCapOf(cap, text)) {
    writer.blocks.push(join(writer.blocks.pop()!, { ...cap, text, ids, references, links, linkedCharacters }, ''))
    return
  }
  writer.blocks.push({ subType, text, ids, enclosingIds, references, links, linkedCharacters, isUnspoken, items })
}

/** A drop capital in a division of its own, before the paragraph that it begins. */
function isCapOf({ subType, text: letter }: PageBlock, text: string): boolean {
  return (
    subType === 'p' && /^["“‘«„]?\p{Lu}$/u.test(letter) && isRestOfWord({ isNamed: true, letter: letter.at(-1)! }, text)
  )
}

/** Without what only the eye needs: soft hyphens, word joiners, hair spaces between quotes. */
function plain(text: string, isHeading: boolean): string {
  const joined = isHeading ? withoutLetterSpacing(text) : text
  const clean = joined.replace(/[\u00ad\u200a\u200b\u2060\ufeff]/g, '')
  const lines = clean.split(lineEnd).map(collapseWhiteSpace).filter(Boolean)
  const isShort = lines.every(({ length }) => length <= longestVerse)
  const isVerse = !isHeading && isShort && lines.slice(1).every((line) => /^["“‘'«([]?[\p{Lu}\d•—–]/u.test(line))
  return lines.join(isVerse ? '\n' : ' ')
}

/** Lines that are all as short, and begin anew, were broken for a reason: verse, addresses, the heads of letters. */
const longestVerse = 60

/** "C H A P T E R  O N E": one space divides letters, more divide words. */
function withoutLetterSpacing(text: string): string {
  return text.replace(/(?<!\p{L})(?:\p{L}[ \u00a0\u2009\u200a]){2,}\p{L}(?!\p{L})/gu, (spaced) =>
    spaced.replace(/\s/g, ''),
  )
}

function sceneBreakBlock({ enclosingIds, isUnspoken }: Surroundings): PageBlock {
  return {
    subType: 'p',
    text: sceneBreak,
    ids: [],
    enclosingIds,
    references: [],
    links: [],
    linkedCharacters: 0,
    isUnspoken,
    items: [],
  }
}
