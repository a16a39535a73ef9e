import { bigint, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { ChapterId, ChapterSnapshotId, ConversionId, ProjectSnapshotId, TakeKey } from '#server/base/ids.ts'
import { bytes, moment } from './columns.ts'
import { ofProject } from './projects.ts'

/** A finished conversion of a chapter. It outlives the chapter, since snapshots of the project play it. */
export const chapterSnapshots = pgTable(
  'chapter_snapshots',
  {
    id: text('id').$type<ChapterSnapshotId>().primaryKey(),
    projectId: ofProject(),
    chapterId: text('chapter_id').$type<ChapterId>().notNull(),
    conversionId: text('conversion_id').$type<ConversionId>().notNull().unique(),
    name: text('name').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** At 44,100 Hz. */
    sampleCount: bigint('sample_count', { mode: 'number' }).notNull(),
    /** The same for all snapshots that sound the same: their renditions are kept by it. */
    soundKey: text('sound_key').notNull(),
    /** Or which snapshot of the chapter has the same, and the times: snapshots/snapshot-store.ts. */
    manifest: jsonb('manifest').$type<unknown>().notNull(),
    /** Start and end of every written code point in samples at 44,100 Hz, as 32-bit numbers. */
    characterTimes: bytes('character_times').notNull(),
    /** What the audio file says of itself, as it was at publication. */
    tags: jsonb('tags').$type<unknown>().notNull(),
  },
  (table) => [
    index('chapter_snapshots_of_chapter').on(table.chapterId, table.createdAt.desc().nullsFirst()),
    index('chapter_snapshots_of_project').on(table.projectId),
    index('chapter_snapshots_by_sound').on(table.soundKey),
  ],
)

/** The takes that a chapter snapshot plays, and those that are the same as it: they are kept as long as it lives. */
export const snapshotTakes = pgTable(
  'snapshot_takes',
  {
    takeKey: text('take_key').$type<TakeKey>().notNull(),
    snapshotId: text('snapshot_id')
      .$type<ChapterSnapshotId>()
      .notNull()
      .references(() => chapterSnapshots.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.takeKey, table.snapshotId] }),
    index('takes_of_snapshot').on(table.snapshotId),
  ],
)

/** A finished conversion of a project: chapter snapshots in order. */
export const projectSnapshots = pgTable(
  'project_snapshots',
  {
    id: text('id').$type<ProjectSnapshotId>().primaryKey(),
    projectId: ofProject(),
    conversionId: text('conversion_id').$type<ConversionId>().notNull().unique(),
    name: text('name').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** At 44,100 Hz. */
    sampleCount: bigint('sample_count', { mode: 'number' }).notNull(),
    /** The chapter snapshots in order, and the sample where each begins. */
    chapters: jsonb('chapters')
      .$type<{ id: ChapterSnapshotId; name: string; startSample: number; sampleCount: number }[]>()
      .notNull(),
    tags: jsonb('tags').$type<unknown>().notNull(),
  },
  (table) => [index('project_snapshots_of_project').on(table.projectId, table.createdAt.desc().nullsFirst())],
)

/** The encoded chapters in the file store, which can all be made again: how large they are, and when one was last asked for. */
export const renditions = pgTable(
  'renditions',
  {
    /** In the file store. */
    key: text('key').primaryKey(),
    byteLength: bigint('byte_length', { mode: 'number' }).notNull(),
    /** To the hour. */
    usedAt: moment('used_at').notNull().defaultNow(),
  },
  (table) => [index('renditions_by_use').on(table.usedAt)],
)
