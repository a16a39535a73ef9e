import type { LoudnessPreset } from '#server/audio/loudness/volume-normalization.ts'
import type { ChapterId } from '#server/base/ids.ts'
import type { exports } from '#server/storage/schema.ts'

/** A file that is made of a snapshot, and how far it is. */
export type Export = typeof exports.$inferSelect

/** What was asked for. What is left out is decided when the export is asked for: `settleOptions`. */
export interface AskedOptions {
  bitrateKbps?: number
  chapterIds?: ChapterId[]
  perChapter?: boolean
  loudness?: LoudnessPreset
}

/** What decides, with the snapshot, what the file holds. */
export interface ExportOptions {
  /** Null for formats without one. */
  bitrateKbps: number | null
  /** Null for all chapters of the snapshot. */
  chapterIds: ChapterId[] | null
  perChapter: boolean
  loudness: LoudnessPreset
}
