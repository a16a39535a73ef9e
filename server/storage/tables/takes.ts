import { sql } from 'drizzle-orm'
import { doublePrecision, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { TakeKey } from '#server/base/ids.ts'
import { bytes, moment } from './columns.ts'

/** What was ever spoken and is still wanted. The samples are in the file store; a row is only there when they are. */
export const takes = pgTable(
  'takes',
  {
    key: text('key').$type<TakeKey>().primaryKey(),
    engineId: text('engine_id').notNull(),
    voice: text('voice').notNull(),
    sampleRate: integer('sample_rate').notNull(),
    sampleCount: integer('sample_count').notNull(),
    /** SHA-256 of the samples, by which they lie in the file store; null where they lie by the key, as they once did. */
    contentHash: text('content_hash'),
    /** audio/pack-alignment.ts, over the spoken text. */
    alignment: bytes('alignment').notNull(),
    warnings: jsonb('warnings').$type<{ code: string; message: string }[]>().notNull(),
    /** takes/take-silences.ts; null for takes from before. */
    silences: integer('silences').array(),
    /** audio/loudness/take-sums.ts; null for takes from before. */
    sums: bytes('sums'),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** Since when a collector has found nothing that points to it; null while it is wanted, or nobody has looked. */
    unwantedSince: moment('unwanted_since'),
  },
  (table) => [
    index('unwanted_takes').on(table.unwantedSince).where(sql`unwanted_since is not null`),
    index('takes_of_content').on(table.contentHash),
  ],
)

/** How loud voices speak, by their takes: published sound is brought to one level by it. */
export const voiceLevels = pgTable(
  'voice_levels',
  {
    engineId: text('engine_id').notNull(),
    voice: text('voice').notNull(),
    lufs: doublePrecision('lufs').notNull(),
    /** How much of its sound was measured. */
    seconds: doublePrecision('seconds').notNull(),
  },
  (table) => [primaryKey({ columns: [table.engineId, table.voice] })],
)
