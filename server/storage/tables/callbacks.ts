import { index, integer, json, pgTable, smallint, text } from 'drizzle-orm/pg-core'
import type { ProjectId } from '#server/base/ids.ts'
import { moment } from './columns.ts'

export type CallbackState = 'waiting' | 'delivered' | 'failed'

/** Messages to other systems, and what became of them. */
export const callbacks = pgTable(
  'callbacks',
  {
    id: text('id').primaryKey(),
    /** Outlived: who waits for the end of a conversion hears also that its project was deleted. */
    projectId: text('project_id').$type<ProjectId>().notNull(),
    url: text('url').notNull(),
    /** `json`, not `jsonb`: it keeps the order of the keys, and so the body is the same at each attempt. */
    body: json('body').$type<unknown>().notNull(),
    state: text('state').$type<CallbackState>().notNull().default('waiting'),
    attempts: integer('attempts').notNull().default(0),
    /** The HTTP status of the last answer, and why the last attempt did not succeed. */
    lastStatus: smallint('last_status'),
    lastError: text('last_error'),
    createdAt: moment('created_at').notNull().defaultNow(),
    deliveredAt: moment('delivered_at'),
  },
  (table) => [
    index('callbacks_newest').on(table.createdAt.desc().nullsFirst(), table.id.desc().nullsFirst()),
    index('callbacks_of_project').on(table.projectId),
  ],
)
