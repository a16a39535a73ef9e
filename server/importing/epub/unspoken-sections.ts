import type { BookSection } from './book-sections.ts'
import { isUnspokenMeaning } from './page-elements.ts'

/** Titles of parts that nobody reads aloud, where the book does not say what they are. */
const unspokenTitles = new RegExp(
  '^(?:(?:front |book )?cover(?: page)?|title ?page|half[- ]?title(?: page)?|copyright(?: page| notice)?|imprint|' +
    '(?:table of )?contents|list of (?:illustrations|figures|tables|maps|plates)|(?:end|foot)notes?|index|colophon|' +
    'uncopyright|landmarks|the full project gutenberg.*|.*project gutenberg.* licen[cs]e)$',
  'i',
)
/** The same by file name, as the tools that make books call them. */
const unspokenFiles =
  /(?:^|\/)(?:cover(?:page)?|title(?:-?_?page)?|half-?title(?:-?page)?|copyright|imprint|toc|contents|nav|loi|endnotes|colophon|uncopyright)\.x?html?$/i

/** The part of a section that is to be read aloud; nothing for a cover, an imprint, a table of contents, notes. */
export function spokenPart(section: BookSection, landmarks: Map<string, string[]>, navPath?: string): BookSection {
  const isUnspokenPage =
    section.path === navPath || unspokenFiles.test(section.path) || landmarks.get(section.path)?.some(isUnspokenMeaning)
  const blocks = section.blocks.filter(({ isUnspoken }) => !isUnspoken)
  const isUnspoken = isUnspokenPage || isUnspokenByTitle(section) || isListOfLinks(section) || isListOfNotes(section)
  return { ...section, blocks: isUnspoken ? [] : blocks }
}

/** What the table of contents or the first heading calls a section. */
export function titleOf({ title, blocks }: BookSection): string | undefined {
  return title || blocks.slice(0, 3).find(({ subType }) => subType !== 'p')?.text
}

function isUnspokenByTitle(section: BookSection): boolean {
  return unspokenTitles.test(titleOf(section) ?? '')
}

function isListOfLinks({ blocks }: BookSection): boolean {
  const linked = blocks.reduce((sum, block) => sum + block.linkedCharacters, 0)
  const all = blocks.reduce((sum, block) => sum + block.text.length, 0)
  return blocks.filter(({ linkedCharacters }) => linkedCharacters > 0).length > 3 && linked > all * 0.7
}

/** "Notes" may be a chapter; numbered ones are not. */
function isListOfNotes(section: BookSection): boolean {
  const paragraphs = section.blocks.filter(({ subType }) => subType === 'p')
  const numbered = paragraphs.filter(({ text }) => /^[[(]?[\d*†‡§]/.test(text))
  return /^notes$/i.test(titleOf(section) ?? '') && numbered.length > paragraphs.length / 2
}
