import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Database } from '#server/storage/database.ts'
import { settings } from '#server/storage/schema.ts'

const key = 'callback_secret'

/**
 * The secret that signs callbacks: the configured one (`LECTERN_CALLBACK_SECRET`), or one that is made at the first
 * start and kept in the database. Processes that start at once get the same.
 */
export async function readCallbackSecret(db: Database, configured: string | undefined): Promise<string> {
  if (configured !== undefined) return configured
  const made = `wsec_${randomBytes(32).toString('hex')}`
  await db.insert(settings).values({ key, value: made }).onConflictDoNothing()
  const [row] = await db.select().from(settings).where(eq(settings.key, key))
  return String(row!.value)
}
