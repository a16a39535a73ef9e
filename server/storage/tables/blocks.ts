import { sql } from 'drizzle-orm'
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
} from 'drizzle-orm/pg-core'
import type { BlockId, ChapterId, GenerationId, ProjectVoiceId, TakeKey } from '#server/base/ids.ts'
import { moment } from './columns.ts'
import { chapters } from './projects.ts'

/** A run of text in one voice. */
export type StoredNode = { voiceRefId: ProjectVoiceId; text: string }
export type BlockType = 'p' | 'h1' | 'h2' | 'h3'

/** A paragraph or heading. */
export const blocks = pgTable(
  'blocks',
  {
    id: text('id').$type<BlockId>().primaryKey(),
    chapterId: text('chapter_id')
      .$type<ChapterId>()
      .notNull()
      .references(() => chapters.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    subType: text('sub_type').$type<BlockType>().notNull(),
    nodes: jsonb('nodes').$type<StoredNode[]>().notNull(),
    /** Fingerprint of all that its plan depends on besides the nodes; null until it is planned. */
    plannedWith: text('planned_with'),
    /** Its text and voice may not be changed. */
    isLocked: boolean('is_locked').notNull().default(false),
    /** Another sound of the same text, for engines with chance in them: their seed; 0 for the first one. */
    variation: integer('variation').notNull().default(0),
  },
  (table) => [index('blocks_of_chapter').on(table.chapterId, table.position)],
)

/** The plan of a block: the takes that it needs. Whether it is converted is whether these are in `takes`. */
export const plannedTakes = pgTable(
  'planned_takes',
  {
    blockId: text('block_id')
      .$type<BlockId>()
      .notNull()
      .references(() => blocks.id, { onDelete: 'cascade' }),
    position: smallint('position').notNull(),
    takeKey: text('take_key').$type<TakeKey>().notNull(),
    voiceRefId: text('voice_ref_id').$type<ProjectVoiceId>().notNull(),
    /** Written code points that this take says. */
    characters: integer('characters').notNull(),
    /** Silence behind it inside the block. */
    breakSeconds: doublePrecision('break_seconds').notNull().default(0),
    /** It is there because a sentence ends, not because the writer asked for it. */
    endsSentence: boolean('ends_sentence').notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.blockId, table.position] }),
    index('planned_takes_by_key').on(table.takeKey),
  ],
)

/** Blocks that somebody asked to hear: those that wait or are being spoken, and those that could not be. Gone when spoken. */
export const blockSpeeches = pgTable(
  'block_speeches',
  {
    blockId: text('block_id')
      .$type<BlockId>()
      .primaryKey()
      .references(() => blocks.id, { onDelete: 'cascade' }),
    state: text('state').$type<BlockSpeechState>().notNull(),
    /** The jobs that one request started. */
    groupId: text('group_id').notNull(),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
  },
  (table) => [index('speeches_of_group').on(table.groupId)],
)
export type BlockSpeechState = 'queued' | 'speaking' | 'failed'

/** What such a block waits for: the takes that it lacked when it was asked for, whatever is written there by now. */
export const blockSpeechTakes = pgTable(
  'block_speech_takes',
  {
    blockId: text('block_id')
      .$type<BlockId>()
      .notNull()
      .references(() => blockSpeeches.blockId, { onDelete: 'cascade' }),
    takeKey: text('take_key').$type<TakeKey>().notNull(),
    engineId: text('engine_id').notNull(),
    /** As the engine calls it. */
    voice: text('voice').notNull(),
  },
  (table) => [primaryKey({ columns: [table.blockId, table.takeKey] })],
)

/** What a block once was, and the takes that it sounded by: kept when a block that was spoken changes. */
export const blockGenerations = pgTable(
  'block_generations',
  {
    /** By what is heard: the same text in the same takes is the same generation. */
    id: text('id').$type<GenerationId>().notNull(),
    blockId: text('block_id').$type<BlockId>().notNull(),
    chapterId: text('chapter_id')
      .$type<ChapterId>()
      .notNull()
      .references(() => chapters.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull(),
    subType: text('sub_type').$type<BlockType>().notNull(),
    nodes: jsonb('nodes').$type<StoredNode[]>().notNull(),
    variation: integer('variation').notNull(),
    /** In order, as they were planned. */
    takeKeys: text('take_keys').array().$type<TakeKey[]>().notNull(),
    /** Silence behind each take. */
    breakSeconds: doublePrecision('break_seconds').array().notNull(),
    /** Whether each ends a sentence, and who says it; empty for those from before that was kept. */
    endsSentence: boolean('ends_sentence').array().notNull().default(sql`'{}'`),
    voiceRefIds: text('voice_ref_ids').array().$type<ProjectVoiceId[]>().notNull().default(sql`'{}'`),
  },
  (table) => [
    primaryKey({ columns: [table.blockId, table.id] }),
    index('generations_of_chapter').on(table.chapterId),
    index('generations_by_take').using('gin', table.takeKeys),
  ],
)
