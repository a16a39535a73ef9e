import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { Id } from '#server/base/ids.ts'
import { moment } from './columns.ts'

/** Which voices the worker processes have, told by themselves again and again; those that fell silent have died. */
export const workerEngines = pgTable(
  'worker_engines',
  {
    workerId: text('worker_id').notNull(),
    engineId: text('engine_id').notNull(),
    /** All of the engine that planning needs to know. */
    description: jsonb('description').$type<unknown>().notNull(),
    voices: jsonb('voices').$type<unknown[]>().notNull(),
    voiceNames: text('voice_names').array().notNull(),
    /** How the connections of its process begin in `pg_stat_activity`; null of an older Lectern. */
    process: text('process'),
    seenAt: moment('seen_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workerId, table.engineId] })],
)

/** Settings of a voice that were changed through the API. */
export const voiceSettings = pgTable('voice_settings', {
  voiceId: text('voice_id').primaryKey(),
  settings: jsonb('settings').$type<Record<string, unknown>>().notNull(),
})

export type VoiceCollectionId = Id<'voice collection'>

/** Voices that somebody keeps together. */
export const voiceCollections = pgTable('voice_collections', {
  id: text('id').$type<VoiceCollectionId>().primaryKey(),
  title: text('title').notNull(),
  icon: text('icon').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
})

export const voicesInCollections = pgTable(
  'voices_in_collections',
  {
    collectionId: text('collection_id')
      .$type<VoiceCollectionId>()
      .notNull()
      .references(() => voiceCollections.id, { onDelete: 'cascade' }),
    voiceId: text('voice_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.collectionId, table.voiceId] })],
)
