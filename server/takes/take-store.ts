import { and, sql } from 'drizzle-orm'
import type { Alignment } from '#server/audio/alignment.ts'
import { packAlignment, unpackAlignment } from '#server/audio/pack-alignment.ts'
import { toPcmBytes, toSamples } from '#server/audio/pcm.ts'
import type { Track } from '#server/audio/track.ts'
import type { TakeKey } from '#server/base/ids.ts'
import type { Warning } from '#server/engines/engine.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { takes } from '#server/storage/schema.ts'

/** A take that is kept; its samples are in the file store. */
export interface StoredTake {
  key: TakeKey
  sampleRate: number
  sampleCount: number
  /** Over the spoken text, in the take's own samples. */
  alignment: Alignment
  warnings: Warning[]
}

/** A take with its alignment, about to be kept. */
export interface NewTake {
  key: TakeKey
  engineId: string
  voice: string
  track: Track
  alignment: Alignment
  warnings: Warning[]
}

/**
 * Keeps a take: its row, then its samples, in the transaction of the caller. Whoever says the same at the same time waits
 * for that to end and then keeps nothing, so the row tells the length of the samples that are there even where an engine
 * never says a thing twice in the same way. Without its samples the row is rolled back.
 * @throws StudioError `invalid_audio` when its alignment cannot be, `disk_full`, `storage_failed`
 */
export async function keepTake(db: Database, files: FileStore, take: NewTake): Promise<void> {
  if (await insertTake(db, take)) await files.put(takeFile(take.key), toPcmBytes(take.track.samples))
}

/** The row alone. @returns false when a take of this key was kept before: then nothing changes */
export async function insertTake(db: Database, take: NewTake): Promise<boolean> {
  const { track, alignment, ...rest } = take
  const row = {
    ...rest,
    sampleRate: track.sampleRate,
    sampleCount: track.samples.length,
    alignment: Buffer.from(packAlignment(alignment)),
  }
  const inserted = await db.insert(takes).values(row).onConflictDoNothing().returning({ key: takes.key })
  return inserted.length > 0
}

/** Those of the keys that are kept already. */
export async function listKeptKeys(db: Database, keys: TakeKey[]): Promise<Set<TakeKey>> {
  const rows = await db.select({ key: takes.key }).from(takes).where(isOneOf(keys))
  return new Set(rows.map((row) => row.key))
}

/** The takes of these keys; those that do not exist are left out. */
export async function findTakes(db: Database, keys: TakeKey[]): Promise<Map<TakeKey, StoredTake>> {
  const rows = await db.select().from(takes).where(isOneOf(keys))
  return new Map(
    rows.map(({ key, sampleRate, sampleCount, alignment, warnings }) => [
      key,
      { key, sampleRate, sampleCount, alignment: unpackAlignment(alignment), warnings: warnings as Warning[] },
    ]),
  )
}

/** The warnings of those of these takes that have any. */
export async function listTakeWarnings(db: Database, keys: TakeKey[]): Promise<Map<TakeKey, Warning[]>> {
  const rows = await db
    .select({ key: takes.key, warnings: takes.warnings })
    .from(takes)
    .where(and(isOneOf(keys), sql`${takes.warnings} <> '[]'`))
  return new Map(rows.map(({ key, warnings }) => [key, warnings as Warning[]]))
}

/** @throws StudioError `file_not_found` */
export async function readTakeTrack(files: FileStore, take: { key: TakeKey; sampleRate: number }): Promise<Track> {
  return { samples: toSamples(await files.read(takeFile(take.key))), sampleRate: take.sampleRate }
}

/** As one parameter: a chapter may need more takes than a statement takes parameters. */
function isOneOf(keys: TakeKey[]) {
  return sql`${takes.key} = any(${sql.param(keys)}::text[])`
}

/** Spread over 256 folders: a thousand books are millions of takes. */
function takeFile(key: TakeKey): string {
  return `takes/${key.slice(0, 2)}/${key}.pcm`
}
