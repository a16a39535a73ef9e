import type { Database } from '#server/storage/database.ts'
import { readKeptSecret } from '#server/storage/kept-secret.ts'

/** The secret that signs callbacks: the configured one (`LECTERN_CALLBACK_SECRET`), or one of the studio's own. */
export async function readCallbackSecret(db: Database, configured: string | undefined): Promise<string> {
  return configured ?? (await readKeptSecret(db, 'callback_secret', 'wsec_'))
}
