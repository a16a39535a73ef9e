import { and, count, eq, isNull, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { ChapterId } from '#server/base/ids.ts'
import { type Asker, spend } from '#server/keys/key-usage.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { conversions } from '#server/storage/schema.ts'
import { isRunning } from './conversion-store.ts'

/**
 * Counts a conversion for who asked for it. Those of one key come one at a time until the transaction ends.
 * @param chapterIds what is to be converted, with plans that are up to date
 * @throws StudioError `too_many_conversions`, `quota_exceeded`
 */
export async function chargeConversion(db: Transaction, asker: Asker, chapterIds: ChapterId[]): Promise<void> {
  const { key, most } = asker
  if (key !== '' && most.conversionsAtOnce > 0) {
    await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`conversions of ${key}`}, 0))`)
    await requireTurn(db, key, most.conversionsAtOnce)
  }
  await spend(db, asker, { characters: await countUnspoken(db, chapterIds), conversions: 1 })
}

async function requireTurn(db: Database, key: string, most: number): Promise<void> {
  const isOfKey = and(eq(conversions.requestedBy, key), isNull(conversions.parentId))
  const [row] = await db.select({ running: count() }).from(conversions).where(and(isOfKey, isRunning))
  if (row!.running < most) return
  const sentence = `This key has ${row!.running} conversions under way; it may have ${most} at once.`
  throw new StudioError('too_many_conversions', sentence)
}

/** Written code points that no take says yet. */
async function countUnspoken(db: Database, chapterIds: ChapterId[]): Promise<number> {
  const { rows } = await db.execute<{ characters: number }>(sql`
    select coalesce(sum(planned_takes.characters), 0)::int as characters
    from blocks join planned_takes on planned_takes.block_id = blocks.id
      left join takes on takes.key = planned_takes.take_key
    where blocks.chapter_id = any(${sql.param(chapterIds)}::text[]) and takes.key is null`)
  return rows[0]!.characters
}
