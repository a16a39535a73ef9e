import { StudioError } from '#server/base/errors.ts'
import { openTurn } from '#server/base/give-way.ts'
import { parseTags } from '#server/text/tags.ts'
import type { NewBlock, NewChapter } from './project.ts'

/** The most that a project may hold; characters are UTF-16 units. Well above what the hosted service allows (400 blocks of 5,000 characters). */
export const contentLimits = {
  chapters: 500,
  blocksPerChapter: 10_000,
  charactersPerBlock: 20_000,
  /** As many as an import takes; a chapter of its share of them is always taken, so that few are counted. */
  charactersPerProject: 20_000_000,
  /** Likewise. */
  blocksPerProject: 250_000,
  /** More than any cast needs. They stay with the project, and each of its chapters tells of all that speak in it. */
  voicesPerProject: 1_000,
  /** As long as the longest chapter that a document is divided into lasts when it is read. */
  breakSecondsPerChapter: 7_200,
}

/** @throws StudioError `invalid_parameters` */
export function checkChapterCount(count: number): void {
  if (count > contentLimits.chapters) {
    throw new StudioError('invalid_parameters', `A project holds ${contentLimits.chapters} chapters, not ${count}.`)
  }
}

/** @throws StudioError `invalid_parameters` */
export function checkVoiceCount(count: number): void {
  if (count <= contentLimits.voicesPerProject) return
  throw new StudioError('invalid_parameters', `A project has ${contentLimits.voicesPerProject} voices, not ${count}.`)
}

/** @throws StudioError `invalid_parameters`, `text_too_long` */
export function checkBlocks(blocks: NewBlock[]): void {
  if (blocks.length > contentLimits.blocksPerChapter) {
    const limit = contentLimits.blocksPerChapter
    throw new StudioError('invalid_parameters', `A chapter holds ${limit} blocks, not ${blocks.length}.`)
  }
  for (const [index, block] of blocks.entries()) {
    const characters = countCharacters([block])
    if (characters > contentLimits.charactersPerBlock) {
      const limit = contentLimits.charactersPerBlock
      throw new StudioError('text_too_long', `Block ${index} has ${characters} characters; the limit is ${limit}.`)
    }
  }
}

/** In UTF-16 units. */
export function countCharacters(blocks: { nodes: { text: string }[] }[]): number {
  return blocks.flatMap((block) => block.nodes).reduce((sum, node) => sum + node.text.length, 0)
}

/** Whether a chapter is so long that those of its project may have too much together. */
export function isLongChapter({ characters, blocks }: ContentSize): boolean {
  const { chapters, charactersPerProject, blocksPerProject } = contentLimits
  return characters > charactersPerProject / chapters || blocks > blocksPerProject / chapters
}

export interface ContentSize {
  characters: number
  blocks: number
}

/** @throws StudioError `text_too_long`, `invalid_parameters` */
export function checkTogether({ characters, blocks }: ContentSize): void {
  const { charactersPerProject, blocksPerProject } = contentLimits
  if (characters > charactersPerProject) {
    const sentence = `The chapters of this project have ${characters} characters; the limit is ${charactersPerProject}.`
    throw new StudioError('text_too_long', sentence)
  }
  if (blocks > blocksPerProject)
    throw new StudioError('invalid_parameters', `A project holds ${blocksPerProject} blocks, not ${blocks}.`)
}

/** What may be a break: all else is not looked at. */
const mayPause = /<break|\[[^[\]]{0,80}(?:paus|beat|silence)/i

/**
 * A tag of a few letters may be seconds of sound, so those of a chapter are bounded together.
 * @throws StudioError `text_too_long`
 */
export async function checkBreaks(blocks: NewBlock[]): Promise<void> {
  const giveWay = openTurn()
  let seconds = 0
  for (const { text } of blocks.flatMap((block) => block.nodes)) {
    if (!mayPause.test(text)) continue
    for (const one of parseTags(text, { audioTags: true }).breaks) seconds += one.seconds
    if (seconds > contentLimits.breakSecondsPerChapter) {
      const sentence = `The breaks of a chapter last ${contentLimits.breakSecondsPerChapter} s together at most.`
      throw new StudioError('text_too_long', sentence)
    }
    await giveWay()
  }
}

/** @throws StudioError `invalid_parameters`, `text_too_long` */
export function checkChapters(chapters: NewChapter[]): void {
  checkChapterCount(chapters.length)
  for (const chapter of chapters) checkBlocks(chapter.blocks)
}
