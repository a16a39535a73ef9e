import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Database } from './database.ts'
import { settings } from './schema.ts'

/**
 * A secret that is made at the first start and kept in the database, so that all processes have the same, also those that
 * start at once.
 * @param prefix by which people know what it is
 */
export async function readKeptSecret(db: Database, key: string, prefix = ''): Promise<string> {
  const kept = await findSecret(db, key)
  if (kept !== undefined) return kept
  const made = `${prefix}${makeSecret()}`
  await db.insert(settings).values({ key, value: made }).onConflictDoNothing()
  return (await findSecret(db, key))!
}

export function makeSecret(): string {
  return randomBytes(32).toString('hex')
}

async function findSecret(db: Database, key: string): Promise<string | undefined> {
  const [row] = await db.select().from(settings).where(eq(settings.key, key))
  return row && String(row.value)
}
