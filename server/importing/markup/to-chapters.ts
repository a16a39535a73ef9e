import type { ImportedChapter } from '../document/imported-document.ts'
import { withSensibleBreaks } from '../document/scene-break.ts'
import type { BookSection } from './book-sections.ts'
import { titleOf } from './unspoken-sections.ts'

/**
 * Makes chapters of sections: what has no title goes on with the chapter before, headings with nothing under them are
 * said at the start of the next.
 * @param goesOn whether a section without a title belongs to the one before
 * @param name of the only chapter, when it has no title
 */
export function toChapters(sections: BookSection[], goesOn: boolean, name?: string): ImportedChapter[] {
  const chapters: ImportedChapter[] = []
  let waiting: BookSection[] = []
  let isBroken = true
  for (const section of sections) {
    if (section.blocks.length === 0) isBroken = true
    else if (section.blocks.every(({ subType }) => subType !== 'p')) waiting.push(section)
    else {
      const title = nameOf([...waiting, section])
      const isNew = title !== undefined || !goesOn || isBroken || chapters.length === 0
      if (isNew) chapters.push({ name: title ?? '', blocks: [] })
      const blocks = [...waiting, section].flatMap((part) => part.blocks)
      for (const { subType, text } of blocks) chapters.at(-1)!.blocks.push({ subType, text })
      waiting = []
      isBroken = false
    }
  }
  appendHeadings(chapters, waiting)
  return withNames(
    chapters.map((chapter) => ({ ...chapter, blocks: withSensibleBreaks(chapter.blocks) })),
    name,
  )
}

/** Headings at the very end, such as "The End"; a book of headings alone is one chapter. */
function appendHeadings(chapters: ImportedChapter[], waiting: BookSection[]): void {
  const blocks = waiting.flatMap((part) => part.blocks.map(({ subType, text }) => ({ subType, text })))
  if (blocks.length === 0) return
  if (chapters.length > 0) chapters.at(-1)!.blocks.push(...blocks)
  else chapters.push({ name: titleOf(waiting[0]!) ?? '', blocks })
}

/** "Part One" above a bare "I" is said with it: "Part One: I". */
function nameOf(parts: BookSection[]): string | undefined {
  const own = titleOf(parts.at(-1)!) || undefined
  const above = parts.at(-2)
  if (!own) return above && titleOf(above)
  const isBare = /^(?:(?:chapter|part|book)\s+)?(?:\d{1,3}|[IVXLC]{1,7})\.?$/i.test(own)
  const isEntry = above?.title !== undefined && above.title !== '' && above.title !== own
  return isBare && isEntry ? `${above.title}: ${own}` : own
}

/** A chapter without a title is never called by a number that another chapter has. */
function withNames(chapters: ImportedChapter[], name: string | undefined): ImportedChapter[] {
  const filled = chapters.filter(({ blocks }) => blocks.length > 0)
  const only = filled.length === 1 ? name : undefined
  const isTitled = filled.some((chapter) => chapter.name !== '')
  const taken = new Set(filled.flatMap((chapter) => chapter.name.match(/\d+/g) ?? []).map(Number))
  return filled.map((chapter, index) => {
    if (chapter.name !== '') return chapter
    if (index === 0 && (isTitled || only)) return { ...chapter, name: only ?? name ?? 'Opening' }
    return { ...chapter, name: taken.has(index + 1) ? firstWords(chapter.blocks[0]!.text) : `Chapter ${index + 1}` }
  })
}

function firstWords(text: string): string {
  const words = text.split(' ', 7)
  return words.length <= 6 ? text : `${words.slice(0, 6).join(' ')} …`
}
