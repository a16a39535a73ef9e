import type { ImportedChapter } from './imported-document.ts'

/** Chapters shorter than some length go on the one before: the least length by which they are few enough. */
export function mergeSmallest(chapters: ImportedChapter[], limit: number): ImportedChapter[] {
  if (chapters.length <= limit) return chapters
  let [low, high] = [1, chapters.reduce((sum, { blocks }) => sum + blocks.length, 0)]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (merge(chapters, middle).length <= limit) high = middle
    else low = middle + 1
  }
  return merge(chapters, low)
}

function merge(chapters: ImportedChapter[], leastBlocks: number): ImportedChapter[] {
  const merged: ImportedChapter[] = []
  for (const { name, blocks } of chapters) {
    const before = merged.at(-1)
    if (before && before.blocks.length < leastBlocks) for (const block of blocks) before.blocks.push(block)
    else merged.push({ name, blocks: [...blocks] })
  }
  return merged
}
