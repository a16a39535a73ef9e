import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
  date,
  doublePrecision,
  index,
  integer,
  json,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type {
  BlockId,
  ChapterId,
  ChapterSnapshotId,
  ConversionId,
  ExportId,
  GenerationId,
  HistoryItemId,
  Id,
  ProjectId,
  ProjectSnapshotId,
  ProjectVoiceId,
  TakeKey,
} from '#server/base/ids.ts'

// The tables, in the order of the map: projects, what is planned, takes, dictionaries, podcasts, casts, conversions,
// snapshots, audio native, history, callbacks, keys.
// What a `jsonb` column holds is typed by the folder that owns the table; rows never leave the files with the queries.

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
const moment = (name: string) => timestamp(name, { withTimezone: true })

export type DictionaryId = Id<'pronunciation dictionary'>
export type DictionaryVersionId = Id<'pronunciation dictionary version'>
/** Which rules a project uses: those of one version of a dictionary, or (null) always those of its latest. */
export type PronunciationLocator = { dictionaryId: DictionaryId; versionId: DictionaryVersionId | null }

/** Seconds of silence, as `planning/pauses.ts` explains them. */
export type Pauses = {
  chapterStartSeconds: number
  sentenceSeconds: number
  paragraphSeconds: number
  speakerSeconds: number
  headingSeconds: number
  chapterSeconds: number
}

/** As `importing/reading-choices.ts` explains them. */
export type ReadingChoices = {
  notes?: 'skip' | 'paragraph' | 'chapter'
  tables?: 'skip' | 'rows'
  images?: 'alt' | 'skip'
  code?: 'skip' | 'read'
  matter?: 'skip' | 'read'
}

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

/** Counts every change that GET project can show; a narrow table, since it changes with every take. */
export const projectRevisions = pgTable('project_revisions', {
  projectId: text('project_id')
    .$type<ProjectId>()
    .primaryKey()
    .references(() => projects.id, { onDelete: 'cascade' }),
  revision: bigint('revision', { mode: 'number' }).notNull().default(0),
  /** How many of these changes were only progress of a conversion. */
  progressRevision: bigint('progress_revision', { mode: 'number' }).notNull().default(0),
})

/** A voice as one project uses it: one voice may be there several times with different settings. */
export const projectVoices = pgTable(
  'project_voices',
  {
    refId: text('ref_id').$type<ProjectVoiceId>().primaryKey(),
    projectId: text('project_id')
      .$type<ProjectId>()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
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

export const chapters = pgTable(
  'chapters',
  {
    id: text('id').$type<ChapterId>().primaryKey(),
    projectId: text('project_id')
      .$type<ProjectId>()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
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

export type StoredNode = { voiceRefId: ProjectVoiceId; text: string }
export type BlockType = 'p' | 'h1' | 'h2' | 'h3'

export const blocks = pgTable(
  'blocks',
  {
    id: text('id').$type<BlockId>().primaryKey(),
    chapterId: text('chapter_id')
      .$type<ChapterId>()
      .notNull()
      .references(() => chapters.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    subType: text('sub_type').$type<BlockType>().notNull(),
    nodes: jsonb('nodes').$type<StoredNode[]>().notNull(),
    /** Fingerprint of all that its plan depends on besides the nodes; null until it is planned. */
    plannedWith: text('planned_with'),
    /** Its text and voice may not be changed. */
    isLocked: boolean('is_locked').notNull().default(false),
    /** Another sound of the same text, for engines with chance in them: their seed; 0 for the first one. */
    variation: integer('variation').notNull().default(0),
  },
  (table) => [index('blocks_of_chapter').on(table.chapterId, table.position)],
)

/** The plan of a block: the takes that it needs. Whether it is converted is whether these are in `takes`. */
export const plannedTakes = pgTable(
  'planned_takes',
  {
    blockId: text('block_id')
      .$type<BlockId>()
      .notNull()
      .references(() => blocks.id, { onDelete: 'cascade' }),
    position: smallint('position').notNull(),
    takeKey: text('take_key').$type<TakeKey>().notNull(),
    voiceRefId: text('voice_ref_id').$type<ProjectVoiceId>().notNull(),
    /** Written code points that this take says. */
    characters: integer('characters').notNull(),
    /** Silence behind it inside the block. */
    breakSeconds: doublePrecision('break_seconds').notNull().default(0),
    /** It is there because a sentence ends, not because the writer asked for it. */
    endsSentence: boolean('ends_sentence').notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.blockId, table.position] }),
    index('planned_takes_by_key').on(table.takeKey),
  ],
)

/** Blocks that somebody asked to hear: those that wait or are being spoken, and those that could not be. Gone when spoken. */
export const blockSpeeches = pgTable(
  'block_speeches',
  {
    blockId: text('block_id')
      .$type<BlockId>()
      .primaryKey()
      .references(() => blocks.id, { onDelete: 'cascade' }),
    state: text('state').$type<BlockSpeechState>().notNull(),
    /** The jobs that one request started. */
    groupId: text('group_id').notNull(),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
  },
  (table) => [index('speeches_of_group').on(table.groupId)],
)
export type BlockSpeechState = 'queued' | 'speaking' | 'failed'

/** What such a block waits for: the takes that it lacked when it was asked for, whatever is written there by now. */
export const blockSpeechTakes = pgTable(
  'block_speech_takes',
  {
    blockId: text('block_id')
      .$type<BlockId>()
      .notNull()
      .references(() => blockSpeeches.blockId, { onDelete: 'cascade' }),
    takeKey: text('take_key').$type<TakeKey>().notNull(),
    engineId: text('engine_id').notNull(),
    /** As the engine calls it. */
    voice: text('voice').notNull(),
  },
  (table) => [primaryKey({ columns: [table.blockId, table.takeKey] })],
)

/** What a block once was, and the takes that it sounded by: kept when a block that was spoken changes. */
export const blockGenerations = pgTable(
  'block_generations',
  {
    /** By what is heard: the same text in the same takes is the same generation. */
    id: text('id').$type<GenerationId>().notNull(),
    blockId: text('block_id').$type<BlockId>().notNull(),
    chapterId: text('chapter_id')
      .$type<ChapterId>()
      .notNull()
      .references(() => chapters.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull(),
    subType: text('sub_type').$type<BlockType>().notNull(),
    nodes: jsonb('nodes').$type<StoredNode[]>().notNull(),
    variation: integer('variation').notNull(),
    /** In order, as they were planned. */
    takeKeys: text('take_keys').array().$type<TakeKey[]>().notNull(),
    /** Silence behind each take. */
    breakSeconds: doublePrecision('break_seconds').array().notNull(),
    /** Whether each ends a sentence, and who says it; empty for those from before that was kept. */
    endsSentence: boolean('ends_sentence').array().notNull().default(sql`'{}'`),
    voiceRefIds: text('voice_ref_ids').array().$type<ProjectVoiceId[]>().notNull().default(sql`'{}'`),
  },
  (table) => [
    primaryKey({ columns: [table.blockId, table.id] }),
    index('generations_of_chapter').on(table.chapterId),
    index('generations_by_take').using('gin', table.takeKeys),
  ],
)

/** What was ever spoken and is still wanted. The samples are in the file store; a row is only there when they are. */
export const takes = pgTable(
  'takes',
  {
    key: text('key').$type<TakeKey>().primaryKey(),
    engineId: text('engine_id').notNull(),
    voice: text('voice').notNull(),
    sampleRate: integer('sample_rate').notNull(),
    sampleCount: integer('sample_count').notNull(),
    /** SHA-256 of the samples, by which they lie in the file store; null where they lie by the key, as they once did. */
    contentHash: text('content_hash'),
    /** audio/pack-alignment.ts, over the spoken text. */
    alignment: bytes('alignment').notNull(),
    warnings: jsonb('warnings').$type<{ code: string; message: string }[]>().notNull(),
    /** takes/take-silences.ts; null for takes from before. */
    silences: integer('silences').array(),
    /** audio/take-sums.ts; null for takes from before. */
    sums: bytes('sums'),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** Since when a collector has found nothing that points to it; null while it is wanted, or nobody has looked. */
    unwantedSince: moment('unwanted_since'),
  },
  (table) => [
    index('unwanted_takes').on(table.unwantedSince).where(sql`unwanted_since is not null`),
    index('takes_of_content').on(table.contentHash),
  ],
)

/** How loud voices speak, by their takes: published sound is brought to one level by it. */
export const voiceLevels = pgTable(
  'voice_levels',
  {
    engineId: text('engine_id').notNull(),
    voice: text('voice').notNull(),
    lufs: doublePrecision('lufs').notNull(),
    /** How much of its sound was measured. */
    seconds: doublePrecision('seconds').notNull(),
  },
  (table) => [primaryKey({ columns: [table.engineId, table.voice] })],
)

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
    rules: jsonb('rules').$type<unknown[]>().notNull(),
    ruleCount: integer('rule_count').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex('versions_of_dictionary').on(table.dictionaryId, table.position)],
)

/** What podcasts are to be made of, and the scripts that were written for them. */
export const podcasts = pgTable('podcasts', {
  projectId: text('project_id')
    .$type<ProjectId>()
    .primaryKey()
    .references(() => projects.id, { onDelete: 'cascade' }),
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

export type CharacterId = Id<'character'>
export type CastLineId = Id<'cast line'>
export type CastState = 'queued' | 'working' | 'ready' | 'failed' | 'cancelled'

/** How far looking for the speakers of a project is. */
export const casts = pgTable('casts', {
  projectId: text('project_id')
    .$type<ProjectId>()
    .primaryKey()
    .references(() => projects.id, { onDelete: 'cascade' }),
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
    projectId: text('project_id')
      .$type<ProjectId>()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
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
    projectId: text('project_id')
      .$type<ProjectId>()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
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
    projectId: text('project_id')
      .$type<ProjectId>()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    /** What it was before: casting/undo-change.ts. */
    before: jsonb('before').$type<unknown>().notNull(),
  },
  (table) => [index('cast_changes_of_project').on(table.projectId, table.id)],
)

export type ConversionState = 'queued' | 'working' | 'done' | 'failed' | 'cancelled'

/** A run from text to snapshot: of one chapter, or (without a chapter) of a project, whose chapters' runs point to it. */
export const conversions = pgTable(
  'conversions',
  {
    id: text('id').$type<ConversionId>().primaryKey(),
    projectId: text('project_id')
      .$type<ProjectId>()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    chapterId: text('chapter_id').$type<ChapterId>(),
    parentId: text('parent_id').$type<ConversionId>(),
    state: text('state').$type<ConversionState>().notNull(),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    requestId: text('request_id'),
    /** The hash of the key that asked for it; null when that was no key. */
    requestedBy: text('requested_by'),
    createdAt: moment('created_at').notNull().defaultNow(),
    endedAt: moment('ended_at'),
  },
  (table) => [
    // At most one running conversion for a chapter and for a project: the database decides races.
    uniqueIndex('one_conversion_per_chapter')
      .on(table.chapterId)
      .where(sql`state in ('queued', 'working') and chapter_id is not null`),
    uniqueIndex('one_conversion_per_project')
      .on(table.projectId)
      .where(sql`state in ('queued', 'working') and chapter_id is null`),
    index('running_conversions').on(table.projectId).where(sql`state in ('queued', 'working')`),
    index('conversions_of_parent').on(table.parentId),
    index('conversions_of_project').on(table.projectId),
  ],
)

/** The text of a chapter as it was when its conversion began, block by block; dropped when the conversion ends. */
export const conversionBlocks = pgTable(
  'conversion_blocks',
  {
    conversionId: text('conversion_id')
      .$type<ConversionId>()
      .notNull()
      .references(() => conversions.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    blockId: text('block_id').$type<BlockId>().notNull(),
    subType: text('sub_type').$type<BlockType>().notNull(),
    written: text('written').notNull(),
    leadingBreakSeconds: doublePrecision('leading_break_seconds').notNull(),
  },
  (table) => [primaryKey({ columns: [table.conversionId, table.position] })],
)

/** The takes that a conversion waits for, in reading order; dropped when it ends. */
export const conversionTakes = pgTable(
  'conversion_takes',
  {
    conversionId: text('conversion_id')
      .$type<ConversionId>()
      .notNull()
      .references(() => conversions.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    blockPosition: integer('block_position').notNull(),
    takeKey: text('take_key').$type<TakeKey>().notNull(),
    /** Written code points that it says: its part of the progress. */
    characters: integer('characters').notNull(),
    /** What is to be said, by which engine, and where it stands in the block. */
    planned: jsonb('planned').$type<unknown>().notNull(),
    /** The take exists. A conversion is ready when each of its takes is kept or has failed. */
    isKept: boolean('is_kept').notNull(),
    /** Why it could not be made. */
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
  },
  (table) => [
    primaryKey({ columns: [table.conversionId, table.position] }),
    index('missing_takes').on(table.conversionId).where(sql`not is_kept and error_code is null`),
    index('awaited_takes').on(table.takeKey),
  ],
)

/** Outlives its chapter, since snapshots of the project play it. */
export const chapterSnapshots = pgTable(
  'chapter_snapshots',
  {
    id: text('id').$type<ChapterSnapshotId>().primaryKey(),
    projectId: text('project_id')
      .$type<ProjectId>()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    chapterId: text('chapter_id').$type<ChapterId>().notNull(),
    conversionId: text('conversion_id').$type<ConversionId>().notNull().unique(),
    name: text('name').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** At 44,100 Hz. */
    sampleCount: bigint('sample_count', { mode: 'number' }).notNull(),
    /** The same for all snapshots that sound the same: their renditions are kept by it. */
    soundKey: text('sound_key').notNull(),
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

/** The takes that a chapter snapshot plays: they are kept as long as it lives. */
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

export const projectSnapshots = pgTable(
  'project_snapshots',
  {
    id: text('id').$type<ProjectSnapshotId>().primaryKey(),
    projectId: text('project_id')
      .$type<ProjectId>()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
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

export type ExportState = 'queued' | 'working' | 'ready' | 'failed'

/** Files that are made of snapshots, and how far each is. The bytes are in the file store, by the id. */
export const exports = pgTable(
  'exports',
  {
    id: text('id').$type<ExportId>().primaryKey(),
    projectId: text('project_id')
      .$type<ProjectId>()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
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
  projectId: text('project_id')
    .$type<ProjectId>()
    .primaryKey()
    .references(() => projects.id, { onDelete: 'cascade' }),
  /** 32 random bytes in base64url: who has it may listen. */
  token: text('token').notNull().unique(),
  /** Under which name of this server it was turned on, without a slash at the end. */
  baseUrl: text('base_url').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
})

/** Projects that pages of other sites play: how their player looks, and what it plays. */
export const audioNativeProjects = pgTable('audio_native_projects', {
  projectId: text('project_id')
    .$type<ProjectId>()
    .primaryKey()
    .references(() => projects.id, { onDelete: 'cascade' }),
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

/** The turn of a dialogue as it was asked for. */
export type HistoryTurn = { text: string; voiceId: string; voiceName: string }

/** Which voices the worker processes have, told by themselves again and again; those that fell silent have died. */
export const workerEngines = pgTable(
  'worker_engines',
  {
    workerId: text('worker_id').notNull(),
    engineId: text('engine_id').notNull(),
    /** All of the engine that planning needs to know. */
    description: jsonb('description').$type<unknown>().notNull(),
    voices: jsonb('voices').$type<unknown[]>().notNull(),
    voiceNames: text('voice_names').array().notNull(),
    /** How the connections of its process begin in `pg_stat_activity`; null of an older Lectern. */
    process: text('process'),
    seenAt: moment('seen_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workerId, table.engineId] })],
)

/** Every text that was spoken by request. No sound: that is made again from the takes. */
export const speechHistory = pgTable(
  'speech_history',
  {
    /** Rises with time in byte order: speaking/speech-history.ts. */
    id: text('id').$type<HistoryItemId>().primaryKey(),
    requestId: text('request_id').notNull(),
    createdAt: moment('created_at').notNull(),
    modelId: text('model_id').notNull(),
    /** Null for a dialogue, whose turns have their own. */
    voiceId: text('voice_id'),
    voiceName: text('voice_name'),
    text: text('text').notNull(),
    /** Written code points. */
    characters: integer('characters').notNull(),
    outputFormat: text('output_format').notNull(),
    settings: jsonb('settings').$type<Record<string, unknown>>(),
    dialogue: jsonb('dialogue').$type<HistoryTurn[]>(),
    /** What the sound and its times are made of: planning/plan-speech.ts. */
    plan: jsonb('plan').$type<unknown>().notNull(),
    /** The takes of the plan, which are wanted as long as the item is there. */
    takeKeys: text('take_keys').$type<TakeKey>().array().notNull(),
  },
  (table) => [
    index('speech_history_by_age').on(sql`${table.id} collate "C"`),
    index('speech_history_by_request').on(table.requestId),
    index('speech_history_by_take').using('gin', table.takeKeys),
  ],
)

/** Settings of a voice that were changed through the API. */
export const voiceSettings = pgTable('voice_settings', {
  voiceId: text('voice_id').primaryKey(),
  settings: jsonb('settings').$type<Record<string, unknown>>().notNull(),
})

export type VoiceCollectionId = Id<'voice collection'>

/** Voices that somebody keeps together. */
export const voiceCollections = pgTable('voice_collections', {
  id: text('id').$type<VoiceCollectionId>().primaryKey(),
  title: text('title').notNull(),
  icon: text('icon').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
})

export const voicesInCollections = pgTable(
  'voices_in_collections',
  {
    collectionId: text('collection_id')
      .$type<VoiceCollectionId>()
      .notNull()
      .references(() => voiceCollections.id, { onDelete: 'cascade' }),
    voiceId: text('voice_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.collectionId, table.voiceId] })],
)

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

/** What the studio decided for itself and keeps, such as the secret that signs callbacks. */
export const settings = pgTable('settings', {
  key: text('key').primaryKey(),
  value: jsonb('value').$type<unknown>().notNull(),
})

export type Role = 'admin' | 'editor' | 'viewer'

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
