import { countWords } from '../document/imported-document.ts'
import type { NoteReference } from './note-references.ts'
import type { PageBlock, Reading } from './page-blocks.ts'
import { raisedMarks, raisedStart, withoutRaisedMarks } from './raised-text.ts'

/** A file of the book, in reading order. */
export type Page = { path: string; blocks: PageBlock[] }

/**
 * Takes footnotes and endnotes out of the text: what a reference leads to, with the heading above when nothing else is
 * below it. A page of mostly notes, without references of its own, goes as a whole. Then they are where the choice has
 * them: nowhere, behind the paragraph that refers to them, or on a page at the end.
 */
export function withoutNotes(pages: Page[], { choices, leftOut }: Reading): Page[] {
  const found = findNotes(pages)
  const kept = pages.map(({ path, blocks }, index) => ({ path, blocks: withoutMarked(blocks, found[index]!) }))
  const plain = withoutMarks(kept, pages, found)
  const notes = pages.flatMap(({ blocks }, index) =>
    blocks.filter(({ text }, place) => found[index]![place] && noteText(text) !== ''),
  )
  if (notes.length === 0) return plain
  if (choices.notes === 'skip') {
    const words = notes.reduce((sum, { text }) => sum + countWords(text), 0)
    leftOut.push({ what: 'notes', count: notes.length, words, example: notes[0]!.text.slice(0, 80) })
    return plain
  }
  return choices.notes === 'chapter' ? [...plain, notesPage(notes)] : withNotesInPlace(plain, pages, found)
}

/** For each page and block, whether it is a note. */
function findNotes(pages: Page[]): boolean[][] {
  const references = pages.flatMap(({ path, blocks }) => blocks.flatMap((block) => referencesOf(block, path)))
  const byTarget = Map.groupBy(references, ({ target }) => target)
  const linked = pages.map((page) => linkedNotes(page, byTarget))
  const notesPages = pages.map(({ blocks }) => {
    const paragraphs = blocks.filter(({ subType }) => subType === 'p')
    const starts = paragraphs.filter(({ text }) => /\p{N}/u.test(raisedStart(text) ?? ''))
    return pages.length > 1 && starts.length > paragraphs.length / 2 ? paragraphs : []
  })
  const marks = new Set(pages.flatMap(({ blocks }) => blocks.flatMap(({ text }) => raisedMarks(text))))
  return pages.map(({ blocks }, index) => {
    const own = ownMarks(blocks)
    const isBehindMark = firstPlaces(blocks)
    const isNotesPage = notesPages[index]!.length > 0
    const isPlainNote = (mark: string, place: number) =>
      isNotesPage ? marks.has(mark) : own.has(mark) && isBehindMark(mark, place)
    return blocks.map(({ text }, place) => linked[index]![place]! || isPlainNote(raisedStart(text) ?? '', place))
  })
}

/** Whether a paragraph stands behind the first that has its mark. */
function firstPlaces(blocks: PageBlock[]): (mark: string, place: number) => boolean {
  const places = new Map<string, number>()
  blocks.forEach(({ text }, place) => {
    for (const mark of raisedMarks(text)) if (!places.has(mark)) places.set(mark, place)
  })
  return (mark, place) => (places.get(mark) ?? -1) < place
}

/** The marks in a page that its paragraphs begin with. A sign begins the items of a list as well: of these there are more. */
function ownMarks(blocks: PageBlock[]): Set<string> {
  const marks = blocks.flatMap(({ text }) => raisedMarks(text))
  const starts = blocks.flatMap(({ text }) => raisedStart(text) ?? [])
  const count = (list: string[], mark: string) => list.filter((one) => one === mark).length
  const isNote = (mark: string) => /\p{N}/u.test(mark) || count(starts, mark) <= count(marks, mark)
  return new Set([...new Set(marks)].filter(isNote))
}

type PlacedReference = NoteReference & { around: string[] }

/** With the ids of what is around each: a note may lead back to the paragraph. */
function referencesOf({ references, ids, enclosingIds }: PageBlock, path: string): PlacedReference[] {
  const around = [...ids, ...enclosingIds].map((id) => `${path}#${id}`)
  return references.map((reference) => ({ ...reference, around }))
}

/** What has more is a chapter, whatever leads to it. */
const longestNoteBlocks = 60

/** A note is what a declared reference leads to, what begins with the mark, or what links back to the reference. */
function linkedNotes({ path, blocks }: Page, references: Map<string, PlacedReference[]>): boolean[] {
  const isNote = blocks.map(() => false)
  const targets = new Map<PlacedReference[], number[]>()
  blocks.forEach(({ ids, enclosingIds }, index) => {
    for (const id of new Set([...ids, ...enclosingIds])) {
      const leading = references.get(`${path}#${id}`)
      if (!leading) continue
      const places = targets.get(leading)
      if (places) places.push(index)
      else targets.set(leading, [index])
    }
  })
  for (const [leading, places] of targets) {
    if (places.length > longestNoteBlocks) continue
    const paragraphs = places.filter((place) => blocks[place]!.subType === 'p')
    const isDeclared = leading.some((reference) => reference.isDeclared)
    const first = blocks[places[0]!]!
    const isLikely =
      leading.some(({ mark }) => bare(first.text).startsWith(bare(mark))) || leadsBack(places, blocks, leading)
    if (isDeclared || isLikely) for (const place of paragraphs) isNote[place] = true
  }
  return withWholeItems(blocks, isNote)
}

function leadsBack(places: number[], blocks: PageBlock[], references: PlacedReference[]): boolean {
  const origins = new Set(references.flatMap(({ ids, around }) => [...ids, ...around]))
  return places.some((place) => blocks[place]!.links.some((link) => origins.has(link)))
}

/** The target may be the mark in the first paragraph of an item: all of the item belongs to the note. */
function withWholeItems(blocks: PageBlock[], isNote: boolean[]): boolean[] {
  const items = new Set(blocks.flatMap(({ items }, index) => (isNote[index] ? items.slice(-1) : [])))
  return blocks.map((block, index) => isNote[index]! || block.items.some((item) => items.has(item)))
}

function bare(text: string): string {
  return text.normalize('NFKC').replace(/^[[({]|[\])}]$/g, '')
}

function withoutMarked(blocks: PageBlock[], isNote: boolean[]): PageBlock[] {
  const notes = blocks.filter((_, index) => isNote[index])
  const others = blocks.filter(({ subType }, index) => subType === 'p' && !isNote[index])
  if (
    notes.length > others.length &&
    others.every(
      ({ references, text }) => references.length === 0 && text.length < 200 && raisedMarks(text).length === 0,
    )
  ) {
    return []
  }
  return blocks.filter((_, index) => !isNote[index] && !isHeadingOfNotes(blocks, isNote, index))
}

function isHeadingOfNotes(blocks: PageBlock[], isNote: boolean[], index: number): boolean {
  if (blocks[index]!.subType === 'p' || !isNote[index + 1]) return false
  let next = index + 1
  while (next < blocks.length && blocks[next]!.subType === 'p' && isNote[next]) next += 1
  return next === blocks.length || blocks[next]!.subType !== 'p'
}

/** Takes the raised marks that are no links out of the text: those whose notes were found. */
function withoutMarks(kept: Page[], pages: Page[], isNote: boolean[][]): Page[] {
  const starts = pages.map(({ blocks }, page) => {
    return new Set(blocks.flatMap(({ text }, place) => (isNote[page]![place] ? (raisedStart(text) ?? []) : [])))
  })
  const ofNotesPages = new Set(kept.flatMap(({ blocks }, page) => (blocks.length === 0 ? [...starts[page]!] : [])))
  return kept.map(({ path, blocks }, page) => {
    const marks = new Set([...starts[page]!, ...ofNotesPages])
    if (marks.size === 0) return { path, blocks }
    const toReference = (mark: string): NoteReference => {
      return { mark, target: markTarget(starts[page]!.has(mark) ? path : '', mark), ids: [], isDeclared: false }
    }
    return {
      path,
      blocks: blocks.map((block) => {
        const found = raisedMarks(block.text).filter((mark) => marks.has(mark))
        const references = [...block.references, ...found.map(toReference)]
        return found.length === 0 ? block : { ...block, text: withoutRaisedMarks(block.text, marks), references }
      }),
    }
  })
}

/** What a mark without a link refers to: the note of its page that begins with it, else that of a page of notes. */
function markTarget(path: string, mark: string): string {
  return `${path}#^${mark}`
}

/** A note without its mark and its way back. */
function noteText(text: string): string {
  return text
    .replace(/^(?:[[({]?(?:\d{1,4}|[*†‡§]{1,4}|[⁰¹²³⁴-⁹]{1,3}|[a-z])[\])}.:]*(?:\s+|$)|\^\s*)/u, '')
    .replace(/\s*[↩↑⏎]\s*$/u, '')
}

function notesPage(notes: PageBlock[]): Page {
  const [first] = notes
  const heading: PageBlock = { ...first!, subType: 'h1', text: 'Notes', ids: [], references: [], isUnspoken: false }
  return {
    path: '',
    blocks: [heading, ...notes.map((note) => ({ ...note, isUnspoken: false, text: noteText(note.text) }))],
  }
}

/** "… by the river. Note: By all accounts." */
function withNotesInPlace(kept: Page[], pages: Page[], isNote: boolean[][]): Page[] {
  const texts = new Map<string, string[]>()
  pages.forEach(({ path, blocks }, page) => {
    const ofItems = idsOfItems(blocks)
    blocks.forEach((block, place) => {
      const text = noteText(block.text)
      if (!isNote[page]![place] || text === '') return
      const ids = new Set([...idsOf(block), ...block.items.flatMap((item) => ofItems.get(item) ?? [])])
      const mark = raisedStart(block.text)
      const targets = [...ids].map((id) => `${path}#${id}`)
      if (mark) targets.push(markTarget(path, mark), markTarget('', mark))
      for (const target of new Set(targets)) {
        const already = texts.get(target)
        if (already) already.push(text)
        else texts.set(target, [text])
      }
    })
  })
  return kept.map(({ path, blocks }) => ({
    path,
    blocks: blocks.map((block) => {
      const notes = block.references.flatMap(({ target }) => texts.get(target)?.join(' ') ?? [])
      return notes.length === 0
        ? block
        : { ...block, text: `${block.text} ${notes.map((note) => `Note: ${note}`).join(' ')}` }
    }),
  }))
}

/** What stands in each item: a note may be referred to by what stands before it in its own. */
function idsOfItems(blocks: PageBlock[]): Map<number, string[]> {
  const inside = Map.groupBy(blocks, ({ items }) => items.at(-1) ?? 0)
  return new Map([...inside].map(([item, ofItem]) => [item, item === 0 ? [] : ofItem.flatMap(idsOf)]))
}

function idsOf({ ids, enclosingIds }: PageBlock): string[] {
  return [...ids, ...enclosingIds]
}
