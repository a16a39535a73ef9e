import { sql } from 'drizzle-orm'
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { BlockId, ChapterId, ConversionId, TakeKey } from '#server/base/ids.ts'
import type { BlockType } from './blocks.ts'
import { moment } from './columns.ts'
import { ofProject } from './projects.ts'

export type ConversionState = 'queued' | 'working' | 'done' | 'failed' | 'cancelled'

/** A run from text to snapshot: of one chapter, or (without a chapter) of a project, whose chapters' runs point to it. */
export const conversions = pgTable(
  'conversions',
  {
    id: text('id').$type<ConversionId>().primaryKey(),
    projectId: ofProject(),
    chapterId: text('chapter_id').$type<ChapterId>(),
    parentId: text('parent_id').$type<ConversionId>(),
    state: text('state').$type<ConversionState>().notNull(),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    requestId: text('request_id'),
    /** The hash of the key that asked for it; null when that was no key. */
    requestedBy: text('requested_by'),
    createdAt: moment('created_at').notNull().defaultNow(),
    endedAt: moment('ended_at'),
  },
  (table) => [
    // At most one running conversion for a chapter and for a project: the database decides races.
    uniqueIndex('one_conversion_per_chapter')
      .on(table.chapterId)
      .where(sql`state in ('queued', 'working') and chapter_id is not null`),
    uniqueIndex('one_conversion_per_project')
      .on(table.projectId)
      .where(sql`state in ('queued', 'working') and chapter_id is null`),
    index('running_conversions').on(table.projectId).where(sql`state in ('queued', 'working')`),
    index('conversions_of_parent').on(table.parentId),
    index('conversions_of_project').on(table.projectId),
  ],
)

/** The text of a chapter as it was when its conversion began, block by block; dropped when the conversion ends. */
export const conversionBlocks = pgTable(
  'conversion_blocks',
  {
    conversionId: text('conversion_id')
      .$type<ConversionId>()
      .notNull()
      .references(() => conversions.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    blockId: text('block_id').$type<BlockId>().notNull(),
    subType: text('sub_type').$type<BlockType>().notNull(),
    written: text('written').notNull(),
    leadingBreakSeconds: doublePrecision('leading_break_seconds').notNull(),
  },
  (table) => [primaryKey({ columns: [table.conversionId, table.position] })],
)

/** The takes that a conversion waits for, in reading order; dropped when it ends. */
export const conversionTakes = pgTable(
  'conversion_takes',
  {
    conversionId: text('conversion_id')
      .$type<ConversionId>()
      .notNull()
      .references(() => conversions.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    blockPosition: integer('block_position').notNull(),
    takeKey: text('take_key').$type<TakeKey>().notNull(),
    /** Written code points that it says: its part of the progress. */
    characters: integer('characters').notNull(),
    /** What is to be said, by which engine, and where it stands in the block. */
    planned: jsonb('planned').$type<unknown>().notNull(),
    /** The take exists. A conversion is ready when each of its takes is kept or has failed. */
    isKept: boolean('is_kept').notNull(),
    /** Why it could not be made. */
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    /** When that was. */
    failedAt: moment('failed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.conversionId, table.position] }),
    index('missing_takes').on(table.conversionId).where(sql`not is_kept and error_code is null`),
    index('awaited_takes').on(table.takeKey),
  ],
)
