import { sql } from 'drizzle-orm'
import { bigint, index, jsonb, pgTable, real, text } from 'drizzle-orm/pg-core'
import type { ExportId, ProjectSnapshotId } from '#server/base/ids.ts'
import { moment } from './columns.ts'
import { ofProject } from './projects.ts'
import { projectSnapshots } from './snapshots.ts'

export type ExportState = 'queued' | 'working' | 'ready' | 'failed'

/** Files that are made of snapshots, and how far each is. The bytes are in the file store, by the id. */
export const exports = pgTable(
  'exports',
  {
    id: text('id').$type<ExportId>().primaryKey(),
    projectId: ofProject(),
    projectSnapshotId: text('project_snapshot_id')
      .$type<ProjectSnapshotId>()
      .notNull()
      .references(() => projectSnapshots.id, { onDelete: 'cascade' }),
    format: text('format').notNull(),
    options: jsonb('options').$type<unknown>().notNull(),
    /** SHA-256 of all that decides what the file holds: who asks for the same again gets the same export. */
    contentKey: text('content_key').notNull().unique(),
    state: text('state').$type<ExportState>().notNull(),
    progress: real('progress').notNull().default(0),
    fileName: text('file_name').notNull(),
    byteLength: bigint('byte_length', { mode: 'number' }),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** When it may be taken away; null until it is there. */
    expiresAt: moment('expires_at'),
  },
  (table) => [
    index('exports_of_project').on(table.projectId, table.createdAt.desc().nullsFirst()),
    index('exports_of_snapshot').on(table.projectSnapshotId),
    index('exports_by_end').on(table.expiresAt).where(sql`expires_at is not null`),
  ],
)

/** Projects that are published as a podcast, each at an address that only those know whom it is told. */
export const feeds = pgTable('feeds', {
  projectId: ofProject().primaryKey(),
  /** 32 random bytes in base64url: who has it may listen. */
  token: text('token').notNull().unique(),
  /** Under which name of this server it was turned on, without a slash at the end. */
  baseUrl: text('base_url').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
})
