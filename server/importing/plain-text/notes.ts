import type { ImportedBlock, LeftOut } from '../document/imported-document.ts'
import type { ReadingChoices } from '../document/reading-choices.ts'
import type { PageBlock } from '../markup/page-blocks.ts'
import { withoutNotes } from '../markup/without-notes.ts'
import type { Paragraph } from './paragraph.ts'

/** The paragraphs without notes, and what the choice makes of these: blocks of a chapter of their own, or what is left out. */
export type WithoutNotes = { paragraphs: Paragraph[]; notes: ImportedBlock[]; leftOut: LeftOut[] }

/** "[Footnote 2: …]" over one paragraph or more, and paragraphs that begin with a mark that stands in the text: "[2] …", "* …". */
export function withoutTextNotes(paragraphs: Paragraph[], choices: ReadingChoices): WithoutNotes {
  const leftOut: LeftOut[] = []
  const joined = joinFootnotes(paragraphs)
  const blocks = joined.map(toPageBlock)
  const [page, notes] = withoutNotes([{ path: '', blocks }], { choices, leftOut })
  const kept = page?.blocks ?? []
  if (kept.length === blocks.length) return { paragraphs, notes: [], leftOut }
  const read = kept.map(({ text, ids }) => ({ ...joined[Number(ids[0])]!, text }))
  return {
    paragraphs: read.filter(({ text }) => !/^(?:foot)?notes?[.:]?$/i.test(text)),
    notes: notes?.blocks.map(({ subType, text }) => ({ subType, text })) ?? [],
    leftOut,
  }
}

/** A note of more paragraphs has no end. */
const longestNote = 20

/** "[Footnote 2: …]" as a paragraph that begins with its mark: "[2] …". */
function joinFootnotes(paragraphs: Paragraph[]): Paragraph[] {
  const joined: Paragraph[] = []
  for (let index = 0; index < paragraphs.length; index++) {
    const first = paragraphs[index]!
    const [opening, mark] = /^\[(?:foot)?note\s*(\d{1,3}|[A-Z*†])?\s*:\s*/i.exec(first.text) ?? []
    const last = opening ? paragraphs.slice(index, index + longestNote).findIndex(({ text }) => text.endsWith(']')) : -1
    if (!opening || last < 0) {
      joined.push(first)
      continue
    }
    const texts = paragraphs.slice(index, index + last + 1).map(({ text }) => text)
    const text = `[${mark ?? '*'}] ${texts.join(' ').slice(opening.length, -1)}`
    joined.push({ text, lines: [text] })
    index += last
  }
  return joined
}

function toPageBlock({ text }: Paragraph, index: number): PageBlock {
  return {
    subType: 'p',
    text,
    ids: [String(index)],
    enclosingIds: [],
    references: [],
    links: [],
    linkedCharacters: 0,
    items: [],
    isUnspoken: false,
  }
}
