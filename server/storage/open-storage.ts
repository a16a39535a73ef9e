import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '#server/base/config.ts'
import type { Log } from '#server/base/log.ts'
import { type OpenDatabase, openDatabase } from './database.ts'
import { openEmbeddedPostgres } from './embedded-postgres.ts'
import { refuseWriting } from './file-fault.ts'
import type { ServerConnection } from './postgres/place.ts'

/** The database that the configuration means, and how others connect to it. */
export type OpenStorage = OpenDatabase & { connection: string | ServerConnection }

type Options = { config: Config; log: Log; applicationName: string; poolSize: number }

/**
 * Opens the data folder and its database: that of DATABASE_URL, or the embedded one, which is started when nobody has.
 * Its tables are another matter: `migrateDatabase`.
 * @throws StudioError `storage_failed`, `disk_full`; as `openEmbeddedPostgres` and `openDatabase`
 */
export async function openStorage({ config, log, applicationName, poolSize }: Options): Promise<OpenStorage> {
  await using opening = new AsyncDisposableStack()
  const { LECTERN_DATA: folder, DATABASE_URL: url } = config
  await mkdir(folder, { recursive: true }).catch(refuseWriting(folder))
  const connection =
    url ?? opening.use(await openEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log })).connection
  const { db, pool } = opening.use(await openDatabase({ connection, applicationName, poolSize, log }))
  const opened = opening.move()
  return { connection, db, pool, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}
