import { randomFillSync } from 'node:crypto'
import type { z } from 'zod'

/** A string that only stands for one kind of thing; `contract/paths.ts` gives the ids of a path the same kinds. */
export type Id<Kind extends string> = string & z.core.$brand<Kind>

export type ProjectId = Id<'project'>
export type ChapterId = Id<'chapter'>
export type BlockId = Id<'block'>
export type ProjectVoiceId = Id<'project voice'>
export type ConversionId = Id<'conversion'>
export type ChapterSnapshotId = Id<'chapter snapshot'>
export type ProjectSnapshotId = Id<'project snapshot'>
/** A file made of a snapshot. */
export type ExportId = Id<'export'>
/** What a block sounded by: projects/block-generations.ts. */
export type GenerationId = Id<'generation'>
export type HistoryItemId = Id<'history item'>
/** Lower-case hexadecimal SHA-256 of what was said and how: see planning/take-key.ts. */
export type TakeKey = Id<'take'>

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A new id: 20 letters and digits (119 random bits), as the public API's are. */
export function newId<T extends Id<string>>(): T {
  let id = ''
  while (id.length < 20) {
    const byte = randomByte()
    // 248 = 4 × 62: bytes above it would favour some letters.
    if (byte < 248) id += alphabet[byte % 62]
  }
  return id as T
}

/** Drawn many at once: asking for 24 bytes costs as much as for 4,096, and a large chapter needs 10,000 ids. */
const drawn = new Uint8Array(4096)
let used = drawn.length

function randomByte(): number {
  if (used === drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  return drawn[used++]!
}
