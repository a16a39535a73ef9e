import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core'
import type { ProjectSnapshotId } from '#server/base/ids.ts'
import { ofProject } from './projects.ts'

/** Projects that pages of other sites play: how their player looks, and what it plays. */
export const audioNativeProjects = pgTable('audio_native_projects', {
  projectId: ofProject().primaryKey(),
  /** Title and author are the project's own when null. */
  title: text('title'),
  author: text('author'),
  image: text('image'),
  small: boolean('small').notNull().default(false),
  textColor: text('text_color'),
  backgroundColor: text('background_color'),
  sessionization: integer('sessionization').notNull().default(0),
  /** The page that it reads aloud, when it was made from one. */
  sourceUrl: text('source_url').unique(),
  /** Played instead of the newest, when what is converted is not to be published. */
  heldSnapshotId: text('held_snapshot_id').$type<ProjectSnapshotId>(),
})
