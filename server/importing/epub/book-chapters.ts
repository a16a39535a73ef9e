import type { ImportedBlock, ImportedChapter } from '../imported-document.ts'
import { sceneBreak } from '../scene-break.ts'
import { type BookSection, toSections } from './book-sections.ts'
import type { Navigation } from './navigation.ts'
import { spokenPart, titleOf } from './unspoken-sections.ts'
import type { Page } from './without-notes.ts'

export type BookChapters = { chapters: ImportedChapter[]; warnings: string[] }

/**
 * Makes chapters of a book's pages: one for each entry of the table of contents, and for each page without an entry
 * that begins with a heading; other pages go on with the chapter before. Left out is what nobody reads aloud, unless
 * nothing would be left.
 * @param limit on chapters: when there are more, the deepest entries of the table of contents divide no longer
 */
export function toBookChapters(
  pages: Page[],
  navigation: Navigation,
  navPath: string | undefined,
  limit: number,
): BookChapters {
  const { contents, landmarks } = navigation
  let depth = contents.reduce((deepest, entry) => Math.max(deepest, entry.depth), 0)
  let sections = toSections(pages, contents, depth)
  while (sections.length > limit && depth > 0) sections = toSections(pages, contents, --depth)
  const spoken = sections.map((section) => spokenPart(section, landmarks, navPath))
  const kept = spoken.some(({ blocks }) => blocks.length > 0) ? spoken : sections
  return { chapters: toChapters(kept, contents.length > 0), warnings: leftOutWarning(sections, kept) }
}

function toChapters(sections: BookSection[], hasContents: boolean): ImportedChapter[] {
  const chapters: ImportedChapter[] = []
  let goesOn = false
  for (const section of sections) {
    const name = titleOf(section)
    if (section.blocks.length > 0 && (name || !hasContents || !goesOn)) {
      chapters.push({ name: name ?? `Chapter ${chapters.length + 1}`, blocks: [] })
    }
    for (const { subType, text } of section.blocks) chapters.at(-1)!.blocks.push({ subType, text })
    goesOn = section.blocks.length > 0
  }
  return chapters
    .map(({ name, blocks }) => ({ name, blocks: withSensibleBreaks(blocks) }))
    .filter(({ blocks }) => blocks.length > 0)
}

/** A break between scenes stands between two paragraphs; elsewhere a rule is an ornament. */
export function withSensibleBreaks(blocks: ImportedBlock[]): ImportedBlock[] {
  return blocks.filter(({ text }, index) => {
    const [before, after] = [blocks[index - 1], blocks[index + 1]]
    return text !== sceneBreak || (before?.subType === 'p' && after?.subType === 'p' && after.text !== sceneBreak)
  })
}

function leftOutWarning(sections: BookSection[], kept: BookSection[]): string[] {
  const leftOut = sections.filter((_, index) => kept[index]!.blocks.length === 0)
  if (leftOut.length === 0) return []
  const names = leftOut.map((section) => `"${titleOf(section) ?? section.path}"`)
  return [`Left out, as nobody reads it aloud: ${[...new Set(names)].join(', ')}.`]
}
