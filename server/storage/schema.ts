import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
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
  HistoryItemId,
  Id,
  ProjectId,
  ProjectSnapshotId,
  ProjectVoiceId,
  TakeKey,
} from '#server/base/ids.ts'

// The tables, in the order of the map: projects, what is planned, takes, dictionaries, conversions, snapshots,
// audio native, history, callbacks, keys.
// What a `jsonb` column holds is typed by the folder that owns the table; rows never leave the files with the queries.

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
const moment = (name: string) => timestamp(name, { withTimezone: true })

export type DictionaryId = Id<'pronunciation dictionary'>
export type DictionaryVersionId = Id<'pronunciation dictionary version'>
/** Which rules a project uses: those of one version of a dictionary, or (null) always those of its latest. */
export type PronunciationLocator = { dictionaryId: DictionaryId; versionId: DictionaryVersionId | null }

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
    /** How the content came to be: `pending` and `creating` while a document is imported, `failed` with an error. */
    creationStatus: text('creation_status').notNull(),
    creationProgress: real('creation_progress').notNull(),
    creationError: jsonb('creation_error').$type<{ code: string; message: string }>(),
    lastConvertedAt: moment('last_converted_at'),
    /** In the order in which their rules are tried. */
    pronunciationLocators: jsonb('pronunciation_locators').$type<PronunciationLocator[]>().notNull().default([]),
    /** What `lectern make` made it from, so that a second run finds it again. */
    sourceKey: text('source_key').unique(),
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
  },
  (table) => [
    primaryKey({ columns: [table.blockId, table.position] }),
    index('planned_takes_by_key').on(table.takeKey),
  ],
)

/** What was ever spoken and is still wanted. The samples are in the file store; a row is only there when they are. */
export const takes = pgTable('takes', {
  key: text('key').$type<TakeKey>().primaryKey(),
  engineId: text('engine_id').notNull(),
  voice: text('voice').notNull(),
  sampleRate: integer('sample_rate').notNull(),
  sampleCount: integer('sample_count').notNull(),
  /** audio/pack-alignment.ts, over the spoken text. */
  alignment: bytes('alignment').notNull(),
  warnings: jsonb('warnings').$type<{ code: string; message: string }[]>().notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
})

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
    /** Written code points to be said, and of these the said ones: its progress. */
    charactersTotal: integer('characters_total').notNull().default(0),
    charactersDone: integer('characters_done').notNull().default(0),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    requestId: text('request_id'),
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

/** The text of a chapter as it was when its conversion began; dropped when the conversion ends. */
export const conversionPlans = pgTable('conversion_plans', {
  conversionId: text('conversion_id')
    .$type<ConversionId>()
    .primaryKey()
    .references(() => conversions.id, { onDelete: 'cascade' }),
  plan: jsonb('plan').$type<unknown>().notNull(),
})

/** Takes that could not be made, with the reason: their conversion ends as failed when all others are there. */
export const conversionFailures = pgTable(
  'conversion_failures',
  {
    conversionId: text('conversion_id')
      .$type<ConversionId>()
      .notNull()
      .references(() => conversions.id, { onDelete: 'cascade' }),
    takeKey: text('take_key').$type<TakeKey>().notNull(),
    code: text('code').notNull(),
    message: text('message').notNull(),
  },
  (table) => [primaryKey({ columns: [table.conversionId, table.takeKey] })],
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

/** Every text that was spoken by request. No sound: that is made again from the takes. */
export const speechHistory = pgTable(
  'speech_history',
  {
    /** Rises with time in byte order: history/speech-history.ts. */
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
    projectId: text('project_id')
      .$type<ProjectId>()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
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
})
