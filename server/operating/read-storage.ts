import { sql } from 'drizzle-orm'
import type { Config } from '#server/base/config.ts'
import type { Database } from '#server/storage/database.ts'
import { freeBytesOf } from '#server/storage/free-bytes.ts'
import { filesAddress } from '#server/storage/open-files.ts'

/** What the studio holds, in bytes. */
export interface StorageSums {
  /** The sound of all utterances, each sound once. */
  takes: number
  /** Of these, what nothing points to any more: it goes when its time of grace is over. */
  collectable: number
  /** Encoded chapters, which can be made again. */
  renditions: number
  exports: number
  database: number
  /** What is left on the disk of the file store; null where it is no folder. */
  free: number | null
}

/** Sums of what the tables say: no file is looked at. */
export async function readStorageSums({ db, config }: { db: Database; config: Config }): Promise<StorageSums> {
  const { rows } = await db.execute<Omit<StorageSums, 'free'> & Record<string, unknown>>(sql`
    select
      (select coalesce(sum(byte_length), 0)::float8 from (
        select max(2 * sample_count::bigint) as byte_length from takes group by coalesce(content_hash, key)
      ) as sounds) as takes,
      (select coalesce(sum(2 * sample_count::bigint), 0)::float8 from takes where unwanted_since is not null) as collectable,
      (select coalesce(sum(byte_length), 0)::float8 from renditions) as renditions,
      (select coalesce(sum(byte_length), 0)::float8 from exports) as exports,
      pg_database_size(current_database())::float8 as database`)
  return { ...rows[0]!, free: await readFreeBytes(config) }
}

async function readFreeBytes(config: Config): Promise<number | null> {
  return (await freeBytesOf(filesAddress(config)).catch(() => undefined)) ?? null
}
