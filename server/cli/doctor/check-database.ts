import { sql } from 'drizzle-orm'
import type { Config } from '#server/base/config.ts'
import { counted } from '#server/base/counted.ts'
import { toStudioError } from '#server/base/errors.ts'
import { countUnwanted } from '#server/collecting/unwanted-takes.ts'
import type { Database } from '#server/storage/database.ts'
import { countMigrations } from '#server/storage/migrate.ts'
import { openStorage } from '#server/storage/open-storage.ts'
import { checkOwnFiles } from '#server/takes/own-files.ts'
import { openQuietLog } from '../quiet-log.ts'
import type { Finding } from './finding.ts'

/** Opens the database, starting the embedded one where nobody has; its tables are only looked at. */
export async function checkDatabase(config: Config): Promise<Finding[]> {
  const log = openQuietLog(config)
  await using storage = await openStorage({ config, log, applicationName: 'doctor', poolSize: 1 })
  const { rows } = await storage.db.execute<{ version: string }>(
    sql`select current_setting('server_version') as version`,
  )
  const kind = config.DATABASE_URL ? 'at DATABASE_URL' : 'embedded'
  const found = `PostgreSQL ${rows[0]!.version}, ${kind}, answers`
  const tables = await checkTables(storage.db)
  const { applied, known } = await countMigrations(storage.db)
  const more =
    applied === known ? [await checkUnused(storage.db, config), ...(await checkOwner(storage.db, config))] : []
  return [{ name: 'database', state: 'ok', found }, tables, ...more]
}

/** A store that can be written may be another than the one that holds what the database points to: then nothing starts. */
async function checkOwner(db: Database, config: Config): Promise<Finding[]> {
  try {
    await checkOwnFiles(config, db)
    return []
  } catch (error) {
    const { message, advice } = toStudioError(error)
    return [{ name: 'own files', state: 'fail', found: message, remedy: advice }]
  }
}

/** What collecting will take away. */
async function checkUnused(db: Database, { LECTERN_KEEP_UNUSED_HOURS: hours }: Config): Promise<Finding> {
  const { takes, seconds, byteLength } = await countUnwanted(db)
  const size = `${counted(takes, 'take')}, ${counted(Math.round(seconds / 60), 'minute')}, ${Math.round(byteLength / 1e6)} MB`
  return { name: 'unused sound', state: 'ok', found: `${size}: goes when unused for ${counted(hours, 'hour')}` }
}

async function checkTables(db: Database): Promise<Finding> {
  const name = 'tables'
  const { applied, known } = await countMigrations(db)
  if (applied === known) return { name, state: 'ok', found: `up to date (${known} migrations)` }
  if (applied < known)
    return { name, state: 'ok', found: `${known - applied} of ${known} migrations to do; the next start does them` }
  const found = `${applied} migrations were done, but this Lectern knows only ${known}`
  return { name, state: 'fail', found, remedy: 'Start the newer Lectern that did them, or restore an older backup.' }
}
