import { doublePrecision, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'

/** What the studio decided for itself and keeps, such as the secret that signs callbacks. */
export const settings = pgTable('settings', {
  key: text('key').primaryKey(),
  value: jsonb('value').$type<unknown>().notNull(),
})

/** What all processes have counted together since the studio was set up, for monitoring. */
export const counters = pgTable(
  'counters',
  {
    name: text('name').notNull(),
    /** Of what kind: the engine, as a rule. */
    label: text('label').notNull(),
    value: doublePrecision('value').notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.label] })],
)
