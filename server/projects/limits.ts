import { StudioError } from '#server/base/errors.ts'
import type { NewBlock, NewChapter } from './project.ts'

/** The most that a project may hold; characters are UTF-16 units. Well above what the hosted service allows (400 blocks of 5,000 characters). */
export const contentLimits = { chapters: 500, blocksPerChapter: 10_000, charactersPerBlock: 20_000 }

/** @throws StudioError `invalid_parameters` */
export function checkChapterCount(count: number): void {
  if (count > contentLimits.chapters) {
    throw new StudioError('invalid_parameters', `A project holds ${contentLimits.chapters} chapters, not ${count}.`)
  }
}

/** @throws StudioError `invalid_parameters`, `text_too_long` */
export function checkBlocks(blocks: NewBlock[]): void {
  if (blocks.length > contentLimits.blocksPerChapter) {
    const limit = contentLimits.blocksPerChapter
    throw new StudioError('invalid_parameters', `A chapter holds ${limit} blocks, not ${blocks.length}.`)
  }
  for (const [index, block] of blocks.entries()) {
    const characters = block.nodes.reduce((sum, node) => sum + node.text.length, 0)
    if (characters > contentLimits.charactersPerBlock) {
      const limit = contentLimits.charactersPerBlock
      throw new StudioError('text_too_long', `Block ${index} has ${characters} characters; the limit is ${limit}.`)
    }
  }
}

/** @throws StudioError `invalid_parameters`, `text_too_long` */
export function checkChapters(chapters: NewChapter[]): void {
  checkChapterCount(chapters.length)
  for (const chapter of chapters) checkBlocks(chapter.blocks)
}
