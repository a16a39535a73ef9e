import type { ImportLimits } from './import-limits.ts'
import { countWords, type ImportedBlock, type ImportedChapter } from './imported-document.ts'

type ChapterLimits = Pick<ImportLimits, 'wordsPerChapter' | 'blocksPerChapter'>

/**
 * Cuts a chapter that is too long: at its headings where that gives parts of some length, else at paragraphs, in parts of
 * about the same length. A part that begins with a heading has its name; the others are called "… (Part 2 of 5)".
 */
export function divideChapter(chapter: ImportedChapter, limits: ChapterLimits): ImportedChapter[] {
  const words = chapter.blocks.map(({ text }) => countWords(text))
  const total = words.reduce((sum, count) => sum + count, 0)
  const count = Math.max(
    Math.ceil(total / limits.wordsPerChapter),
    Math.ceil(chapter.blocks.length / limits.blocksPerChapter),
  )
  if (count <= 1) return [chapter]
  const parts = cut(chapter.blocks, words, total / count, limits)
  return parts.map((blocks, index) => ({ name: nameOf(chapter, blocks, index, parts.length), blocks }))
}

/** A heading within this share of the wanted length ends a part early. */
const earliestHeading = 0.6

function cut(blocks: ImportedBlock[], words: number[], wanted: number, limits: ChapterLimits): ImportedBlock[][] {
  const places = [0]
  let length = 0
  blocks.forEach((block, index) => {
    const start = places.at(-1)!
    const isFull =
      length >= wanted || length + words[index]! > limits.wordsPerChapter || index - start >= limits.blocksPerChapter
    const isHeading = block.subType !== 'p' && blocks[index - 1]?.subType === 'p' && length >= wanted * earliestHeading
    if (index > start && (isFull || isHeading)) {
      places.push(index)
      length = 0
    }
    length += words[index]!
  })
  return places.map((place, index) => blocks.slice(place, places[index + 1]))
}

function nameOf({ name }: ImportedChapter, blocks: ImportedBlock[], index: number, count: number): string {
  const [first] = blocks
  const isHeaded = index > 0 && first!.subType !== 'p'
  return isHeaded ? first!.text : `${name} (Part ${index + 1} of ${count})`
}
