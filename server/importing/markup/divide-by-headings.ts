import { type BlockSubType, countWords } from '../document/imported-document.ts'
import type { BookSection } from './book-sections.ts'
import type { PageBlock } from './page-blocks.ts'

const levels: readonly BlockSubType[] = ['h1', 'h2', 'h3']

/** A part that holds more than this of the words is divided again: of a short document only one that is nearly all. */
const largestShare = 0.6
const largestShareOfShort = 0.85
const shortWords = 1500

/**
 * Divides blocks at the first level of headings that has text under two of them; a part that holds most of the words is
 * divided again at the next level. Headings with nothing below are parts of their own here.
 */
export function divideByHeadings(section: BookSection, from: BlockSubType = 'h1'): BookSection[] {
  const below = levels.slice(levels.indexOf(from))
  const level = below.find((candidate) => divideAt(section, candidate).filter(hasText).length > 1)
  if (!level) return [section]
  const parts = divideAt(section, level)
  const deeper = levels[levels.indexOf(level) + 1]
  if (!deeper) return parts
  const words = wordsIn(section.blocks)
  const largest = words * (words < shortWords ? largestShareOfShort : largestShare)
  return parts.flatMap((part) => (wordsIn(part.blocks) > largest ? divideByHeadings(part, deeper) : [part]))
}

/** At headings of the level or above it. The first part keeps the title of the whole when it begins with no heading. */
function divideAt({ path, title, blocks }: BookSection, level: BlockSubType): BookSection[] {
  const dividing = levels.slice(0, levels.indexOf(level) + 1)
  const starts = blocks.flatMap(({ subType }, index) => (dividing.includes(subType) ? [index] : []))
  const places = starts[0] === 0 ? starts : [0, ...starts]
  return places
    .map((place, index) => ({
      path,
      ...(index === 0 && starts[0] !== 0 && { title }),
      blocks: blocks.slice(place, places[index + 1]),
    }))
    .filter((part) => part.blocks.length > 0)
}

function hasText({ blocks }: BookSection): boolean {
  return blocks.some(({ subType }) => subType === 'p')
}

export function wordsIn(blocks: readonly PageBlock[]): number {
  return blocks.reduce((sum, { text }) => sum + countWords(text), 0)
}
