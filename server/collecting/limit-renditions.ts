import { sql } from 'drizzle-orm'
import { forgetRenditions } from '#server/snapshots/rendition-uses.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { requireAnswer } from '#server/storage/require-answer.ts'

type Needs = { db: Database; files: FileStore }

const renditionsPerStatement = 200
/** Four times what is kept of the disk for the studio itself, so that what is encoded for listeners leaves room to speak. */
const leastRoom = 2_000_000_000

/**
 * How much renditions may take: as much as is wanted, but no more than leaves room on the disk, since all of them can be made again.
 * @param wanted in bytes; as much as there is room when infinite
 * @returns in bytes; infinite where neither sets a limit
 */
export async function renditionsLimit({ db, files }: Needs, wanted: number): Promise<number> {
  const room = await files.room()
  if (room === undefined) return wanted
  const { rows } = await db.execute<{ taken: number }>(sql`
    select coalesce(sum(byte_length), 0)::float8 as taken from renditions`)
  return Math.max(0, Math.min(wanted, rows[0]!.taken + room - leastRoom))
}

/**
 * Deletes the renditions that were not asked for longest, until the rest is within the limit. What was used within the hour
 * stays: somebody may be reading it.
 * @param limit in bytes
 * @returns how many went
 */
export async function limitRenditions({ db, files }: Needs, limit: number, signal: AbortSignal): Promise<number> {
  let removed = 0
  while (limit < Number.POSITIVE_INFINITY) {
    signal.throwIfAborted()
    const keys = await listBeyond(db, limit)
    if (keys.length === 0) break
    await requireAnswer(files) // another's may have come in the place of ours
    await forgetRenditions(db, keys)
    await files.delete(keys)
    removed += keys.length
  }
  return removed
}

/** The oldest of those that lie beyond the limit when all are laid in a row, the newest first. */
async function listBeyond(db: Database, limit: number): Promise<string[]> {
  const { rows } = await db.execute<{ key: string }>(sql`
    select key from (
      select key, used_at, sum(byte_length) over (order by used_at desc, key) as end from renditions
    ) as laid
    where laid.end > ${limit} and used_at < now() - interval '1 hour'
    order by used_at limit ${renditionsPerStatement}`)
  return rows.map(({ key }) => key)
}
