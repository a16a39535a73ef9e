import { bigint, boolean, doublePrecision, index, integer, jsonb, pgTable, real, text } from 'drizzle-orm/pg-core'
import type { ChapterId, ProjectId, ProjectVoiceId } from '#server/base/ids.ts'
import { moment } from './columns.ts'
import type { DictionaryId, PronunciationLocator } from './dictionaries.ts'

/** Seconds of silence, as `planning/pauses.ts` explains them. */
export type Pauses = {
  chapterStartSeconds: number
  sentenceSeconds: number
  paragraphSeconds: number
  speakerSeconds: number
  headingSeconds: number
  chapterSeconds: number
}

/** As `importing/document/reading-choices.ts` explains them. */
export type ReadingChoices = {
  notes?: 'skip' | 'paragraph' | 'chapter'
  tables?: 'skip' | 'rows'
  images?: 'alt' | 'skip'
  code?: 'skip' | 'read'
  matter?: 'skip' | 'read'
}

/** A work being voiced, and what files and lists say of it. */
export const projects = pgTable(
  'projects',
  {
    id: text('id').$type<ProjectId>().primaryKey(),
    name: text('name').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    title: text('title'),
    author: text('author'),
    description: text('description'),
    genres: text('genres').array(),
    targetAudience: text('target_audience'),
    language: text('language'),
    contentType: text('content_type'),
    originalPublicationDate: text('original_publication_date'),
    matureContent: boolean('mature_content'),
    isbnNumber: text('isbn_number'),
    fiction: text('fiction'),
    sourceType: text('source_type'),
    callbackUrl: text('callback_url'),
    volumeNormalization: boolean('volume_normalization').notNull(),
    qualityPreset: text('quality_preset').notNull(),
    applyTextNormalization: text('apply_text_normalization').notNull(),
    defaultModelId: text('default_model_id').notNull(),
    defaultTitleVoiceRefId: text('default_title_voice_ref_id').$type<ProjectVoiceId>().notNull(),
    defaultParagraphVoiceRefId: text('default_paragraph_voice_ref_id').$type<ProjectVoiceId>().notNull(),
    /** How the content came to be: `pending` and `creating` while it is being made, `draft`, `finished`, `failed` with an error. */
    creationStatus: text('creation_status').notNull(),
    /** Who fills it, in the words of the public API: a person or a document, a writer of podcasts, or who gives each character a voice. */
    creationType: text('creation_type')
      .$type<'blank' | 'generate_podcast' | 'auto_assign_voices'>()
      .notNull()
      .default('blank'),
    creationProgress: real('creation_progress').notNull(),
    /** Whether it is to be converted once its content is made: who waits for its callback is told also when that never comes. */
    isToBeConverted: boolean('is_to_be_converted').notNull().default(false),
    creationError: jsonb('creation_error').$type<{ code: string; message: string }>(),
    /** What the last import left out or repaired. */
    importWarnings: jsonb('import_warnings').$type<{ code: string; message: string; count: number }[]>(),
    /** What is read of documents that is not prose; an absent one is as usual. */
    readingChoices: jsonb('reading_choices').$type<ReadingChoices>().notNull().default({}),
    lastConvertedAt: moment('last_converted_at'),
    /** In the order in which their rules are tried. */
    pronunciationLocators: jsonb('pronunciation_locators').$type<PronunciationLocator[]>().notNull().default([]),
    /** Where the studio puts the pronunciations that are given for this project; made when the first one is. */
    ownDictionaryId: text('own_dictionary_id').$type<DictionaryId>(),
    /** The picture of the book: where it lies in the file store (projects/cover.ts). */
    cover: jsonb('cover').$type<{ fileKey: string; contentType: string }>(),
    /** The EPUB that its chapters were imported from, as it lies in the file store: its pages are used again by exports. */
    sourceEpub: text('source_epub'),
    /** What `lectern make` made it from, so that a second run finds it again. */
    sourceKey: text('source_key').unique(),
    /** Who reads it, as files say it to listeners. */
    narrators: text('narrators').array(),
    /** Seconds of silence that differ from the usual ones: planning/pauses.ts. */
    pauses: jsonb('pauses').$type<Partial<Pauses>>().notNull().default({}),
  },
  (table) => [index('projects_newest').on(table.createdAt.desc().nullsFirst())],
)

/** The project that a row belongs to, and goes with. */
export const ofProject = () =>
  text('project_id')
    .$type<ProjectId>()
    .notNull()
    .references(() => projects.id, { onDelete: 'cascade' })

/** Counts every change that GET project can show; a narrow table, since it changes with every take. */
export const projectRevisions = pgTable('project_revisions', {
  projectId: ofProject().primaryKey(),
  revision: bigint('revision', { mode: 'number' }).notNull().default(0),
  /** How many of these changes were only progress of a conversion. */
  progressRevision: bigint('progress_revision', { mode: 'number' }).notNull().default(0),
})

/** A voice as one project uses it: one voice may be there several times with different settings. */
export const projectVoices = pgTable(
  'project_voices',
  {
    refId: text('ref_id').$type<ProjectVoiceId>().primaryKey(),
    projectId: ofProject(),
    position: integer('position').notNull(),
    voiceId: text('voice_id').notNull(),
    alias: text('alias').notNull(),
    stability: doublePrecision('stability').notNull(),
    similarityBoost: doublePrecision('similarity_boost').notNull(),
    style: doublePrecision('style').notNull(),
    speed: doublePrecision('speed').notNull(),
    useSpeakerBoost: boolean('use_speaker_boost').notNull(),
    volumeGain: doublePrecision('volume_gain').notNull().default(0),
    isPinned: boolean('is_pinned').notNull().default(false),
  },
  (table) => [index('project_voices_of_project').on(table.projectId, table.position)],
)

/** The part of a project that is converted. */
export const chapters = pgTable(
  'chapters',
  {
    id: text('id').$type<ChapterId>().primaryKey(),
    projectId: ofProject(),
    position: integer('position').notNull(),
    name: text('name').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    lastConvertedAt: moment('last_converted_at'),
    lastConversionError: text('last_conversion_error'),
    /** Counts every change of its blocks: who writes says which version they saw. */
    version: integer('version').notNull().default(1),
  },
  (table) => [index('chapters_of_project').on(table.projectId, table.position)],
)
