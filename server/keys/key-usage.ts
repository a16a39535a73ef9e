import { asc, desc, eq, gt, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { Database } from '#server/storage/database.ts'
import { apiKeys, keyUsage } from '#server/storage/schema.ts'

/** Who asked for something that is counted, and what they may. Small JSON, so that jobs may carry it. */
export interface Asker {
  /** The hash of their key; empty for the person at this machine, whom nothing limits. */
  key: string
  name: string
  /** Zero for no limit. */
  most: { charactersADay: number; conversionsAtOnce: number }
}

const today = sql`(now() at time zone 'utc')::date`

/**
 * Counts what somebody is about to have spoken. What goes beyond their limit is not counted.
 * @throws StudioError `quota_exceeded`
 */
export async function spend(
  db: Database,
  { key, name, most }: Asker,
  { characters, conversions = 0 }: { characters: number; conversions?: number },
): Promise<void> {
  const limit = key === '' ? 0 : most.charactersADay
  const counted = limit > 0 && characters > limit ? [] : await add()
  if (counted.length > 0) return
  throw new StudioError('quota_exceeded', `This key may have ${limit} characters a day spoken, and these are more.`, {
    retryAfterSeconds: secondsToMidnight(),
  })

  async function add() {
    return db
      .insert(keyUsage)
      .values({ key, name, day: today as unknown as string, characters, conversions })
      .onConflictDoUpdate({
        target: [keyUsage.key, keyUsage.day],
        set: {
          name,
          characters: sql`${keyUsage.characters} + excluded.characters`,
          conversions: sql`${keyUsage.conversions} + excluded.conversions`,
        },
        setWhere: limit > 0 ? sql`${keyUsage.characters} + excluded.characters <= ${limit}` : undefined,
      })
      .returning({ key: keyUsage.key })
  }
}

/** What was asked for with one key on one day. */
export interface DayOfUse {
  /** Null for keys of the configuration, and for the person at this machine. */
  keyId: string | null
  name: string
  /** `2026-11-29`, of UTC. */
  day: string
  characters: number
  conversions: number
}

/** The latest days first, and on each who had most spoken. */
export async function listUsage(db: Database, days: number): Promise<DayOfUse[]> {
  return db
    .select({
      keyId: apiKeys.id,
      name: keyUsage.name,
      day: keyUsage.day,
      characters: keyUsage.characters,
      conversions: keyUsage.conversions,
    })
    .from(keyUsage)
    .leftJoin(apiKeys, eq(apiKeys.hash, keyUsage.key))
    .where(gt(keyUsage.day, sql`${today} - ${days}::int`))
    .orderBy(desc(keyUsage.day), desc(keyUsage.characters), asc(keyUsage.name))
}

function secondsToMidnight(): number {
  const day = 86_400
  return Math.ceil(day - ((Date.now() / 1_000) % day))
}
