import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { HistoryItemId, TakeKey } from '#server/base/ids.ts'
import { moment } from './columns.ts'

/** The turn of a dialogue as it was asked for. */
export type HistoryTurn = { text: string; voiceId: string; voiceName: string }

/** Every text that was spoken by request. No sound: that is made again from the takes. */
export const speechHistory = pgTable(
  'speech_history',
  {
    /** Rises with time in byte order: speaking/speech-history.ts. */
    id: text('id').$type<HistoryItemId>().primaryKey(),
    requestId: text('request_id').notNull(),
    createdAt: moment('created_at').notNull(),
    modelId: text('model_id').notNull(),
    /** Null for a dialogue, whose turns have their own. */
    voiceId: text('voice_id'),
    voiceName: text('voice_name'),
    text: text('text').notNull(),
    /** Written code points. */
    characters: integer('characters').notNull(),
    outputFormat: text('output_format').notNull(),
    settings: jsonb('settings').$type<Record<string, unknown>>(),
    dialogue: jsonb('dialogue').$type<HistoryTurn[]>(),
    /** What the sound and its times are made of: planning/plan-speech.ts. */
    plan: jsonb('plan').$type<unknown>().notNull(),
    /** The takes of the plan, which are wanted as long as the item is there. */
    takeKeys: text('take_keys').$type<TakeKey>().array().notNull(),
  },
  (table) => [
    index('speech_history_by_age').on(sql`${table.id} collate "C"`),
    index('speech_history_by_request').on(table.requestId),
    index('speech_history_by_take').using('gin', table.takeKeys),
  ],
)
