import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClientConfig } from 'pg'
import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import { type OpenDatabase, openDatabase } from './database.ts'
import { toClientConfig } from './database-client.ts'
import { openEmbeddedPostgres } from './embedded-postgres.ts'
import { refuseWriting } from './file-fault.ts'

/** The database that the configuration means, and how sessions of their own connect to it: those that lock and listen. */
export type OpenStorage = OpenDatabase & { sessionConnection: ClientConfig }

type Options = { config: Config; log: Log; applicationName: string; poolSize: number }

/**
 * Opens the data folder and its database: that of DATABASE_URL, or the embedded one, which is started when nobody has.
 * Its tables are another matter: `migrateDatabase`.
 * @throws StudioError `storage_failed`, `disk_full`, `invalid_configuration`; as `openEmbeddedPostgres` and `openDatabase`
 */
export async function openStorage({ config, log, applicationName, poolSize }: Options): Promise<OpenStorage> {
  await using opening = new AsyncDisposableStack()
  const { LECTERN_DATA: folder, DATABASE_URL: url, DATABASE_SESSION_URL: sessionUrl = url } = config
  if (sessionUrl && !url)
    throw new StudioError('invalid_configuration', 'DATABASE_SESSION_URL is of use only with DATABASE_URL.')
  // Root lets PostgreSQL, which is another user then, pass through it.
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700
  await mkdir(folder, { recursive: true, mode }).catch(refuseWriting(folder))
  const connection =
    url ?? opening.use(await openEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log })).connection
  const hasPooler = config.DATABASE_SESSION_URL !== undefined
  const { db, pool } = opening.use(await openDatabase({ connection, applicationName, poolSize, log, hasPooler }))
  const opened = opening.move()
  const sessionConnection = toClientConfig(sessionUrl ?? connection)
  return { sessionConnection, db, pool, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}
