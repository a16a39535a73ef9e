import type { BlockId, ChapterId } from '#server/base/ids.ts'
import type { CastLineId, CastState, CharacterId, castCharacters, castLines, casts } from '#server/storage/schema.ts'

export type { CastLineId, CastState, CharacterId }

/** How far looking for the speakers of a project is. */
export type Cast = typeof casts.$inferSelect

/** Somebody who speaks in a project. */
export type CastCharacter = typeof castCharacters.$inferSelect

/** A quotation and who says it. */
export type CastLine = typeof castLines.$inferSelect

/** So many lines a cast has at most, the first ones; a long novel has a fifth of that. What comes behind stays with the narrator. */
export const mostLines = 50_000

/** A line with its words, and what stands before and behind it in its paragraph. */
export type WrittenLine = CastLine & { text: string; before: string; after: string }

/** The text of a block, as far as lines are concerned. */
export interface CastBlock {
  blockId: BlockId
  chapterId: ChapterId
  text: string
  /** MD5, as `CastLine.textHash`. */
  textHash: string
}

/** Lines that somebody gave to a character by hand. */
export const givenByHand = { confidence: 1, evidence: 'given' }
