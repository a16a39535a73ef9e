import { randomBytes } from 'node:crypto'

declare const kind: unique symbol
/** A string that only stands for one kind of thing. */
export type Id<Kind extends string> = string & { readonly [kind]: Kind }

export type ProjectId = Id<'project'>
export type ChapterId = Id<'chapter'>
export type BlockId = Id<'block'>
export type ProjectVoiceId = Id<'project voice'>
export type ConversionId = Id<'conversion'>
export type ChapterSnapshotId = Id<'chapter snapshot'>
export type ProjectSnapshotId = Id<'project snapshot'>
export type HistoryItemId = Id<'history item'>
/** Lower-case hexadecimal SHA-256 of what was said and how: see planning/take-key.ts. */
export type TakeKey = Id<'take'>

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A new id: 20 letters and digits (119 random bits), as the public API's are. */
export function newId<T extends Id<string>>(): T {
  let id = ''
  while (id.length < 20) {
    // 248 = 4 × 62: bytes above it would favour some letters.
    for (const byte of randomBytes(24)) if (byte < 248 && id.length < 20) id += alphabet[byte % 62]
  }
  return id as T
}
