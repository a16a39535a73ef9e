import type { PageBlock } from './page-blocks.ts'

/** A file of the book, in reading order. */
export type Page = { path: string; blocks: PageBlock[] }

/**
 * Leaves out footnotes and endnotes: what a reference leads to, with the heading above when nothing else is below it.
 * A page of mostly notes, without references of its own, goes as a whole.
 */
export function withoutNotes(pages: Page[]): Page[] {
  const references = pages.flatMap(({ blocks }) => blocks.flatMap((block) => block.references))
  const declared = new Set(references.filter(({ isDeclared }) => isDeclared).map(({ target }) => target))
  const likely = new Map(references.filter(({ isDeclared }) => !isDeclared).map(({ target, mark }) => [target, mark]))
  return pages.map(({ path, blocks }) => {
    const isNote = blocks.map((block) => leadsTo(block, path, declared) || isLikelyNote(block, path, likely))
    return { path, blocks: withoutMarked(blocks, isNote) }
  })
}

function leadsTo({ ids, enclosingIds, subType }: PageBlock, path: string, targets: Set<string>): boolean {
  return subType === 'p' && [...ids, ...enclosingIds].some((id) => targets.has(`${path}#${id}`))
}

/** A note begins with the mark that led to it; any other target is a passage of the book. */
function isLikelyNote({ ids, enclosingIds, text }: PageBlock, path: string, likely: Map<string, string>): boolean {
  return [...ids, ...enclosingIds].some((id) => {
    const mark = likely.get(`${path}#${id}`)
    return mark !== undefined && bare(text).startsWith(bare(mark))
  })
}

function bare(text: string): string {
  return text.replace(/^[[(]|[\])]$/g, '')
}

function withoutMarked(blocks: PageBlock[], isNote: boolean[]): PageBlock[] {
  const notes = blocks.filter((_, index) => isNote[index])
  const others = blocks.filter(({ subType }, index) => subType === 'p' && !isNote[index])
  if (notes.length > others.length && others.every(({ references }) => references.length === 0)) return []
  return blocks.filter((_, index) => !isNote[index] && !isHeadingOfNotes(blocks, isNote, index))
}

function isHeadingOfNotes(blocks: PageBlock[], isNote: boolean[], index: number): boolean {
  if (blocks[index]!.subType === 'p') return false
  const next = blocks.findIndex(({ subType }, place) => place > index && subType !== 'p')
  const below = isNote.slice(index + 1, next === -1 ? blocks.length : next)
  return below.length > 0 && below.every(Boolean)
}
