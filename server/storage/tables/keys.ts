import { bigint, date, index, integer, json, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

export type Role = 'admin' | 'editor' | 'viewer'

/** Who may come in, and as what. */
export const apiKeys = pgTable('api_keys', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** SHA-256 of the secret, hexadecimal: the secret is random, so a slow hash would add nothing. */
  hash: text('hash').notNull().unique(),
  role: text('role').$type<Role>().notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  revokedAt: moment('revoked_at'),
  expiresAt: moment('expires_at'),
  /** To the minute. */
  lastUsedAt: moment('last_used_at'),
})

/** What was asked for with a key on a day of UTC, for limits and for whoever looks after the studio. */
export const keyUsage = pgTable(
  'key_usage',
  {
    /** The hash of the key; empty for the person at this machine. */
    key: text('key').notNull(),
    day: date('day').notNull(),
    /** What the key was called when it was last used. */
    name: text('name').notNull(),
    /** Written code points that were asked to be spoken, whether or not they had been spoken before. */
    characters: bigint('characters', { mode: 'number' }).notNull().default(0),
    conversions: integer('conversions').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.key, table.day] })],
)

/** Requests that a client named, so that it may send one again: it is answered as the first time, and done once. */
export const idempotentRequests = pgTable(
  'idempotent_requests',
  {
    /** The hash of the caller's API key; empty for the person at this machine. */
    caller: text('caller').notNull(),
    name: text('name').notNull(),
    /** Method and address. */
    operation: text('operation').notNull(),
    /** Null until it is answered. `json`, not `jsonb`: it keeps the order of the keys. */
    answer: json('answer').$type<{ body: unknown }>(),
    startedAt: moment('started_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.caller, table.name] }), index('requests_by_age').on(table.startedAt)],
)
