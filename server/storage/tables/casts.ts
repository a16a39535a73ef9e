import { bigint, boolean, index, integer, jsonb, pgTable, real, text } from 'drizzle-orm/pg-core'
import type { BlockId, ChapterId, Id } from '#server/base/ids.ts'
import { chapters, ofProject } from './projects.ts'

export type CharacterId = Id<'character'>
export type CastLineId = Id<'cast line'>
export type CastState = 'queued' | 'working' | 'ready' | 'failed' | 'cancelled'

/** How far looking for the speakers of a project is. */
export const casts = pgTable('casts', {
  projectId: ofProject().primaryKey(),
  state: text('state').$type<CastState>().notNull(),
  progress: real('progress').notNull().default(0),
  errorCode: text('error_code'),
  errorMessage: text('error_message'),
  /** That helped to find it. */
  languageModel: text('language_model'),
})

/** Who speaks in a project. */
export const castCharacters = pgTable(
  'cast_characters',
  {
    id: text('id').$type<CharacterId>().primaryKey(),
    projectId: ofProject(),
    name: text('name').notNull(),
    /** By which their names are known again: words/noun-phrases.ts. */
    keys: text('keys').array().notNull(),
    aliases: text('aliases').array().notNull(),
    gender: text('gender').$type<'female' | 'male' | 'unknown'>().notNull(),
    age: text('age').$type<'young' | 'middle aged' | 'old'>(),
    /** Null until one is chosen. */
    voiceId: text('voice_id'),
    isNarrator: boolean('is_narrator').notNull(),
    /** Only ever called by what they are. */
    isRole: boolean('is_role').notNull(),
    /** How often the text mentions them. */
    weight: real('weight').notNull(),
  },
  (table) => [index('characters_of_project').on(table.projectId)],
)

/** Who says which quotation. */
export const castLines = pgTable(
  'cast_lines',
  {
    id: text('id').$type<CastLineId>().primaryKey(),
    projectId: ofProject(),
    chapterId: text('chapter_id')
      .$type<ChapterId>()
      .notNull()
      .references(() => chapters.id, { onDelete: 'cascade' }),
    blockId: text('block_id').$type<BlockId>().notNull(),
    /** MD5 of the text of the block; a line counts only while the block has it. */
    textHash: text('text_hash').notNull(),
    /** Code points of that text. */
    start: integer('start').notNull(),
    end: integer('end').notNull(),
    /** Null where nobody is known who says it: it stays with the narrator. */
    characterId: text('character_id')
      .$type<CharacterId>()
      .references(() => castCharacters.id, { onDelete: 'set null' }),
    confidence: real('confidence').notNull(),
    evidence: text('evidence').notNull(),
  },
  (table) => [
    index('cast_lines_of_project').on(table.projectId),
    index('cast_lines_of_chapter').on(table.chapterId),
    index('cast_lines_of_character').on(table.characterId),
  ],
)

/** What people changed of a cast, last first to be undone. */
export const castChanges = pgTable(
  'cast_changes',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    projectId: ofProject(),
    /** What it was before: casting/changes.ts. */
    before: jsonb('before').$type<unknown>().notNull(),
  },
  (table) => [index('cast_changes_of_project').on(table.projectId, table.id)],
)
