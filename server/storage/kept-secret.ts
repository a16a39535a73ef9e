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
  const made = `${prefix}${randomBytes(32).toString('hex')}`
  await db.insert(settings).values({ key, value: made }).onConflictDoNothing()
  const [row] = await db.select().from(settings).where(eq(settings.key, key))
  return String(row!.value)
}
