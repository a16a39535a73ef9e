import { countWords, type LeftOutKind } from '../document/imported-document.ts'
import { isSceneBreak, sceneBreak } from '../document/scene-break.ts'
import type { ContentsEntry } from '../markup/book-sections.ts'
import type { NoteReference } from '../markup/note-references.ts'
import type { PageBlock, Reading } from '../markup/page-blocks.ts'
import { shifted } from '../markup/raised-text.ts'
import { isProse } from '../markup/unspoken-sections.ts'
import { withoutEndNoteMarks } from './end-note-marks.ts'
import type { Titled } from './headings.ts'
import { marks } from './lines.ts'
import { reference } from './page-notes.ts'
import type { Paragraph } from './paragraphs.ts'

/** A note as a block; its id is what references lead to. */
export type NoteParagraph = { id: string; text: string }

export type Blocks = { blocks: PageBlock[]; contents: ContentsEntry[] }

/** What `toBookChapters` takes: blocks in one page, and the table of contents that leads into it. */
export function toPageBlocks(paragraphs: readonly Titled[], notes: readonly NoteParagraph[], reading: Reading): Blocks {
  const blocks: PageBlock[] = []
  const contents: ContentsEntry[] = []
  let waiting: string[] = []
  const title = titlePageEnd(paragraphs)
  for (const [index, paragraph] of paragraphs.entries()) {
    for (const { title, depth } of paragraph.entries) {
      const fragment = `entry-${contents.length + 1}`
      contents.push({ title, depth, path: '', fragment })
      waiting.push(fragment)
    }
    const skipped = skippedAs(paragraph, paragraphs, index, reading)
    const block = toBlock(paragraph, waiting, index < title)
    if (skipped) leaveOut(block.text, skipped, reading)
    if (skipped || block.text === '') continue
    blocks.push(block)
    waiting = []
  }
  return { blocks: [...withoutEndNoteMarks(blocks), ...notes.map(toNote)], contents }
}

const mostTitleWords = 150

/** How many paragraphs the title page has: what stands on pages before the heading of the first text, and is none. */
function titlePageEnd(paragraphs: readonly Titled[]): number {
  const text = paragraphs.findIndex(isProse)
  const start = paragraphs.findLastIndex(({ subType }, index) => index < text && subType !== 'p')
  const first = firstOfHeadings(paragraphs, start)
  if (first <= 0 || paragraphs[first - 1]!.lines.at(-1)!.page >= paragraphs[first]!.lines[0]!.page) return 0
  const words = paragraphs.slice(0, first).reduce((sum, { text }) => sum + countWords(text), 0)
  return words < mostTitleWords ? first : 0
}

/** Headings above it on its page belong to the text. */
function firstOfHeadings(paragraphs: readonly Titled[], start: number): number {
  let first = start
  while (first > 0 && paragraphs[first - 1]!.lines[0]!.page === paragraphs[start]!.lines[0]!.page) first -= 1
  return first
}

function skippedAs(
  { kind, subType, text }: Titled,
  all: readonly Paragraph[],
  index: number,
  reading: Reading,
): LeftOutKind | undefined {
  if (subType !== 'p') return undefined
  if (kind === 'code') return reading.choices.code === 'skip' && !isLetter(text) ? 'code' : undefined
  const isTable = kind === 'row' && [all[index - 1], all[index + 1]].some((other) => other?.kind === 'row')
  return isTable && reading.choices.tables === 'skip' ? 'tables' : undefined
}

/** Sentences in a typewriter font, as letters and telegrams are set. */
function isLetter(text: string): boolean {
  const signs = text.match(/[{}<>=$#\\|_/;[\]@~^]/g)?.length ?? 0
  return text.length > 50 && /^[\p{Lu}“"‘']/u.test(text) && /[.!?]['"’”)]*$/.test(text) && signs < text.length / 60
}

function leaveOut(text: string, what: LeftOutKind, { leftOut }: Reading): void {
  leftOut.push({ what, count: 1, words: countWords(text), example: text.slice(0, 80) })
}

function toBlock({ text, subType }: Titled, ids: string[], isUnspoken: boolean): PageBlock {
  const plain = withoutReferences(text)
  return {
    ...emptyBlock,
    subType,
    text: isSceneBreak(plain) ? sceneBreak : plain,
    ids,
    references: referencesIn(text),
    isUnspoken,
  }
}

const emptyBlock = { enclosingIds: [], links: [], linkedCharacters: 0, isUnspoken: false, items: [] }

function toNote({ id, text }: NoteParagraph): PageBlock {
  return { ...emptyBlock, subType: 'p', text: withoutReferences(text), ids: [id], references: [] }
}

const referencePattern = new RegExp(`${reference.start}([^${reference.end}]*)${reference.end}`, 'g')

function referencesIn(text: string): NoteReference[] {
  if (!text.includes(reference.start)) return []
  const found = [...text.matchAll(referencePattern)]
  return found.map(([, id]) => ({ mark: id!, target: `#${id}`, ids: [], isDeclared: true }))
}

/** The text as it is read: without references, with raised and lowered numbers in Unicode. */
export function withoutReferences(text: string): string {
  if (!/[\ue000-\ue003]/.test(text)) return text
  return text
    .replace(new RegExp(`\\s*${referencePattern.source}`, 'g'), '')
    .replace(
      new RegExp(`(\\s?)${marks.raised}([^${marks.ended}]*)${marks.ended}`, 'g'),
      (_, space, raised) => (/^[\d+−-]+$/.test(raised) ? '' : space) + shifted(raised, 'sup'),
    )
    .replace(new RegExp(`(\\s?)${marks.lowered}([^${marks.ended}]*)${marks.ended}`, 'g'), (_, _space, lowered) =>
      shifted(lowered, 'sub'),
    )
    .replace(/\s+/gu, ' ')
    .trim()
}
