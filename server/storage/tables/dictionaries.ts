import { index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { Id } from '#server/base/ids.ts'
import { moment } from './columns.ts'

export type DictionaryId = Id<'pronunciation dictionary'>
export type DictionaryVersionId = Id<'pronunciation dictionary version'>
/** Which rules a project uses: those of one version of a dictionary, or (null) always those of its latest. */
export type PronunciationLocator = { dictionaryId: DictionaryId; versionId: DictionaryVersionId | null }

/** Lists of rules that say how words sound. */
export const pronunciationDictionaries = pgTable(
  'pronunciation_dictionaries',
  {
    id: text('id').$type<DictionaryId>().primaryKey(),
    name: text('name').notNull(),
    description: text('description'),
    /** As its PLS file says: `en-GB`. */
    language: text('language'),
    createdBy: text('created_by').notNull().default('lectern'),
    createdAt: moment('created_at').notNull().defaultNow(),
    archivedAt: moment('archived_at'),
    /** The role that others of the workspace have on it; null when it is private. */
    workspaceAccess: text('workspace_access'),
    /** How many versions there are, which is the position of the latest. */
    versionCount: integer('version_count').notNull(),
  },
  (table) => [index('pronunciation_dictionaries_by_age').on(table.createdAt, table.id)],
)

/** The rules of a dictionary as they were from one change to the next. Rows are never changed. */
export const pronunciationDictionaryVersions = pgTable(
  'pronunciation_dictionary_versions',
  {
    id: text('id').$type<DictionaryVersionId>().primaryKey(),
    dictionaryId: text('dictionary_id')
      .$type<DictionaryId>()
      .notNull()
      .references(() => pronunciationDictionaries.id, { onDelete: 'cascade' }),
    /** 1 for the first. */
    position: integer('position').notNull(),
    /** All of them, or what became other in the version before: pronunciation/version-rules.ts. */
    rules: jsonb('rules').$type<unknown>().notNull(),
    ruleCount: integer('rule_count').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex('versions_of_dictionary').on(table.dictionaryId, table.position)],
)
