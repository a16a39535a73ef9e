import { inArray, sql } from 'drizzle-orm'
import type { Counters } from '#server/storage/counters.ts'
import type { Database } from '#server/storage/database.ts'
import { renditions } from '#server/storage/schema.ts'

/** Notes which renditions there are and when each was used, so that those that nobody hears can go first. */
export interface RenditionUses {
  /** It lies in the file store now. */
  made(key: string, byteLength: number): Promise<void>
  /** Somebody reads it. */
  used(key: string): Promise<void>
}

/** Half as long as what is used stays in any case: collecting/limit-renditions.ts. */
const noteMilliseconds = 1_800_000
/** What is remembered to be noted already; a key is about 100 bytes. */
const mostRemembered = 10_000

/**
 * Each use is noted every half hour, whoever reads how many ranges. What cannot be noted is no reason to read nothing: the
 * collector notes the files that it finds.
 */
export function openRenditionUses({ db, counters }: { db: Database; counters: Counters }): RenditionUses {
  const noted = new Map<string, number>()
  const isNoted = (key: string) => performance.now() - (noted.get(key) ?? Number.NEGATIVE_INFINITY) < noteMilliseconds
  function remember(key: string): void {
    if (noted.size >= mostRemembered) noted.clear()
    noted.set(key, performance.now())
  }
  return {
    async made(key, byteLength) {
      counters.add('renditions', 'made')
      await noteRendition(db, key, byteLength).catch(() => {})
      remember(key)
    },
    async used(key) {
      counters.add('renditions', 'kept')
      if (isNoted(key)) return
      remember(key)
      await db.execute(sql`update renditions set used_at = now() where key = ${key}`).catch(() => {})
    },
  }
}

/** @param byteLength of the file, which lies in the file store */
export async function noteRendition(db: Database, key: string, byteLength: number): Promise<void> {
  const usedAt = sql`now()`
  await db
    .insert(renditions)
    .values({ key, byteLength })
    .onConflictDoUpdate({ target: renditions.key, set: { byteLength, usedAt } })
}

/** Before their files are deleted: what is told of them after that is told anew. */
export async function forgetRenditions(db: Database, keys: string[]): Promise<void> {
  await db.delete(renditions).where(inArray(renditions.key, keys))
}
