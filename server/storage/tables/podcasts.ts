import { boolean, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { ofProject } from './projects.ts'

/** What podcasts are to be made of, and the scripts that were written for them. */
export const podcasts = pgTable('podcasts', {
  projectId: ofProject().primaryKey(),
  /** What was asked for: podcasts/podcast.ts. */
  request: jsonb('request').$type<unknown>().notNull(),
  /** By which the callbacks name it. */
  requestId: text('request_id').notNull(),
  /** For whom its conversion is counted: keys/key-usage.ts. */
  asker: jsonb('asker').$type<unknown>(),
  /** Null until it is written. */
  script: jsonb('script').$type<unknown>(),
  /** Its turns are the blocks of the project now. */
  isApproved: boolean('is_approved').notNull().default(false),
})
