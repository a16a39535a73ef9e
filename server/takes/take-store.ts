import { createHash } from 'node:crypto'
import { and, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Alignment } from '#server/audio/alignment.ts'
import { packSums, sumTake, type TakeSums, unpackSums } from '#server/audio/loudness/take-sums.ts'
import { packAlignment, unpackAlignment } from '#server/audio/pack-alignment.ts'
import { toPcmBytes, toSamples } from '#server/audio/pcm.ts'
import { findQuietMoments, withoutGaps } from '#server/audio/quiet-ranges.ts'
import type { Track } from '#server/audio/track.ts'
import type { TakeKey } from '#server/base/ids.ts'
import { inGroups } from '#server/base/in-groups.ts'
import type { Warning } from '#server/engines/engine.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { requireRoom } from '#server/storage/require-room.ts'
import { takes } from '#server/storage/schema.ts'
import { findSilences, packSilences, silencesVersion, type TakeSilences, unpackSilences } from './take-silences.ts'

/** Where the samples of a take lie, and how fast they are played. */
export interface TakeSound {
  key: TakeKey
  /** SHA-256 of the samples; null for takes from before it was kept, whose samples lie by the key. */
  contentHash: string | null
  sampleRate: number
}

/** A take that is kept; its samples are in the file store. */
export interface StoredTake extends TakeSound {
  engineId: string
  /** The engine's own name of it. */
  voice: string
  sampleCount: number
  /** Undefined for takes from before they were looked for as they are now: see `measureTakes`. */
  silences: TakeSilences | undefined
  /** Over the spoken text, in the take's own samples. */
  alignment: Alignment
  warnings: Warning[]
}

/** A take with its alignment, about to be kept. */
export interface NewTake {
  key: TakeKey
  engineId: string
  voice: string
  /** What it says, and in which language. */
  spoken: SpokenWords
  track: Track
  alignment: Alignment
  warnings: Warning[]
}

/** What was said. */
export interface SpokenWords {
  text: string
  /** ISO 639-1. */
  language: string
}

/** A take whose samples lie in the file store, and which may get its row. */
export type TakeRow = Omit<typeof takes.$inferSelect, 'createdAt' | 'unwantedSince'>

/**
 * Stores the samples of a take, before anything points to them, and answers its row. They lie by what they are, so that who
 * says the same at the same time, perhaps in another way, takes nothing from it.
 * @throws StudioError `invalid_audio` when its alignment cannot be, `disk_full`, `storage_failed`
 */
export async function storeSamples(files: FileStore, take: NewTake): Promise<TakeRow> {
  const row = toTakeRow(take)
  const samples = toPcmBytes(take.track.samples)
  await requireRoom(files, samples.length)
  await files.put(takeFile(row), samples)
  return row
}

/** @throws StudioError `invalid_audio` when the alignment cannot be */
export function toTakeRow({ track, alignment, spoken, ...take }: NewTake): TakeRow {
  return {
    ...take,
    ...measure(track, alignment, spoken),
    contentHash: createHash('sha256').update(toPcmBytes(track.samples)).digest('hex'),
    sampleRate: track.sampleRate,
    sampleCount: track.samples.length,
    alignment: Buffer.from(packAlignment(alignment)),
  }
}

function measure(track: Track, alignment: Alignment, { text, language }: SpokenWords) {
  const quiet = findQuietMoments(track)
  return {
    silences: packSilences(findSilences({ text, language, alignment, track }, quiet)),
    sums: Buffer.from(packSums(sumTake(track, withoutGaps(quiet, track)))),
  }
}

/** Measures those takes that were kept before anything was measured, or when it was measured otherwise. @param spoken what each of them says */
export async function measureTakes(
  { db, files }: { db: Database; files: FileStore },
  spoken: ReadonlyMap<TakeKey, SpokenWords>,
): Promise<void> {
  const { key, contentHash, sampleRate, alignment } = takes
  const rows = await db
    .select({ key, contentHash, sampleRate, alignment })
    .from(takes)
    .where(
      and(isOneOf([...spoken.keys()]), or(isNull(takes.silences), sql`${takes.silences}[1] <> ${silencesVersion}`)),
    )
  for (const row of rows) {
    const track = await readTakeTrack(files, row)
    const measured = measure(track, unpackAlignment(row.alignment), spoken.get(row.key)!)
    await db
      .update(takes)
      .set(measured)
      .where(isOneOf([row.key]))
  }
}

/**
 * Keeps a take whose samples are stored, in the caller's transaction. Should a collector have taken the samples away since,
 * for nothing pointed to them yet, they are stored once more.
 * @returns false when one of this key was kept before: then nothing changes
 */
export async function keepTake(db: Transaction, files: FileStore, row: TakeRow, track: Track): Promise<boolean> {
  await lockContent(db, takeFile(row))
  const isNew = await insertTake(db, row)
  if (isNew && !(await files.head(takeFile(row)))) await files.put(takeFile(row), toPcmBytes(track.samples))
  return isNew
}

/** Holds a file until the transaction ends: who points to it, and who deletes what nothing points to, come one at a time. */
export async function lockContent(db: Transaction, file: string): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${file}, 0))`)
}

/** The row alone. @returns false when a take of this key was kept before: then nothing changes */
export async function insertTake(db: Database, row: TakeRow): Promise<boolean> {
  const inserted = await db.insert(takes).values(row).onConflictDoNothing().returning({ key: takes.key })
  return inserted.length > 0
}

/** Those of the keys that are kept already. Who asks wants them: a collector leaves them alone for its whole grace. */
export async function listKeptKeys(db: Database, keys: TakeKey[]): Promise<Set<TakeKey>> {
  const kept = new Set<TakeKey>()
  for (const some of inGroups(keys, keysAtOnce)) {
    await db
      .update(takes)
      .set({ unwantedSince: null })
      .where(and(isOneOf(some), isNotNull(takes.unwantedSince)))
    for (const { key } of await db.select({ key: takes.key }).from(takes).where(isOneOf(some))) kept.add(key)
  }
  return kept
}

/** As `findTakes`; nobody takes them away until the transaction ends. */
export async function holdTakes(db: Transaction, keys: TakeKey[]): Promise<Map<TakeKey, StoredTake>> {
  await db.select({ key: takes.key }).from(takes).where(isOneOf(keys)).orderBy(takes.key).for('key share')
  return findTakes(db, keys)
}

/** The takes of these keys; those that do not exist are left out. */
export async function findTakes(db: Database, keys: TakeKey[]): Promise<Map<TakeKey, StoredTake>> {
  const { key, engineId, voice, contentHash, sampleRate, sampleCount, alignment, warnings, silences } = takes
  const rows = await db
    .select({ key, engineId, voice, contentHash, sampleRate, sampleCount, alignment, warnings, silences })
    .from(takes)
    .where(isOneOf(keys))
  return new Map(
    rows.map(({ alignment, warnings, silences, ...row }) => {
      const read = { silences: silences ? unpackSilences(silences) : undefined, warnings: warnings as Warning[] }
      return [row.key, { ...row, ...read, alignment: unpackAlignment(alignment) }]
    }),
  )
}

/** What was measured of these takes; those from before anything was measured are left out. */
export async function findSums(db: Database, keys: TakeKey[]): Promise<Map<TakeKey, TakeSums>> {
  const rows = await db
    .select({ key: takes.key, sums: takes.sums })
    .from(takes)
    .where(and(isOneOf(keys), isNotNull(takes.sums)))
  return new Map(rows.map(({ key, sums }) => [key, unpackSums(sums!)]))
}

/** The same of all of them: what was never measured is read and measured now. @throws StudioError `file_not_found` */
export async function readSums(
  { db, files }: { db: Database; files: FileStore },
  sounds: TakeSound[],
): Promise<Map<TakeKey, TakeSums>> {
  const known = await findSums(
    db,
    sounds.map((sound) => sound.key),
  )
  for (const sound of sounds) {
    if (known.has(sound.key)) continue
    const sums = sumTake(await readTakeTrack(files, sound))
    await db
      .update(takes)
      .set({ sums: Buffer.from(packSums(sums)) })
      .where(isOneOf([sound.key]))
    known.set(sound.key, sums)
  }
  return known
}

/** The warnings of those of these takes that have any. */
export async function listTakeWarnings(db: Database, keys: TakeKey[]): Promise<Map<TakeKey, Warning[]>> {
  const known = new Map<TakeKey, Warning[]>()
  for (const some of inGroups(keys, keysAtOnce)) {
    const rows = await db
      .select({ key: takes.key, warnings: takes.warnings })
      .from(takes)
      .where(and(isOneOf(some), sql`${takes.warnings} <> '[]'`))
    for (const { key, warnings } of rows) known.set(key, warnings as Warning[])
  }
  return known
}

/** @throws StudioError `file_not_found` */
export async function readTakeTrack(files: FileStore, take: TakeSound): Promise<Track> {
  return { samples: toSamples(await files.read(takeFile(take))), sampleRate: take.sampleRate }
}

/** Asking for more at once would hold up the event loop. */
export const keysAtOnce = 2_000

/** As one parameter: a chapter may need more takes than a statement takes parameters. */
export function isOneOf(keys: TakeKey[]) {
  return sql`${takes.key} = any(${sql.param(keys)}::text[])`
}

/** The key of its samples. Spread over 256 folders: a thousand books are millions of takes. */
export function takeFile({ key, contentHash }: Pick<TakeSound, 'key' | 'contentHash'>): string {
  const name = contentHash ?? key
  return `takes/${name.slice(0, 2)}/${name}.pcm`
}

/** The name of samples by their key in the file store; undefined for another kind of file. */
export function takeNameOf(file: string): string | undefined {
  return /([^/]+)\.pcm$/.exec(file)?.[1]
}
