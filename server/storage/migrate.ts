import { readFileSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import type { ClientBase, ClientConfig } from 'pg'
import { StudioError } from '#server/base/errors.ts'
import { toApplicationName } from './application-name.ts'
import type { Database } from './database.ts'
import { DatabaseClient } from './database-client.ts'

/** SQL files and their journal, written by `drizzle-kit generate` from the tables. */
export const migrationsFolder = join(import.meta.dirname, 'migrations')

/** Drizzle takes no lock of its own; two processes that start at once would both create the tables. */
const migrationLock = 0x6d696772

/**
 * Brings the tables up to date; processes that start at once wait for the first. On a connection of its own, which may
 * take its time: changing the tables of a thousand books is no ordinary statement.
 * @param connection without a pooler between, since it locks
 * @param most migrations that are made, of all that there are: all unless given
 * @throws StudioError `database_failed_to_start` when a newer Lectern has changed the tables
 */
export async function migrateDatabase(connection: ClientConfig, most = countKnownMigrations()): Promise<void> {
  await using folder = await folderOfFirst(most)
  const name = toApplicationName('migrations')
  const client = new DatabaseClient({ ...connection, application_name: name, keepAlive: true, query_timeout: 0 })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await migrate(drizzle(client), { migrationsFolder: folder.path })
    await refuseNewerTables(client)
  } finally {
    // This frees the lock, whatever happened.
    await client.end()
  }
}

export function countKnownMigrations(): number {
  return readJournal().length
}

/** How many migrations a database has had, and how many there are. */
export async function countMigrations(db: Database): Promise<{ applied: number; known: number }> {
  const { rows } = await db.execute<{ isThere: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as "isThere"`,
  )
  const known = countKnownMigrations()
  if (!rows[0]!.isThere) return { applied: 0, known }
  const counted = await db.execute<{ count: number }>(sql`select count(*)::int from drizzle.__drizzle_migrations`)
  return { applied: counted.rows[0]!.count, known }
}

async function refuseNewerTables(client: ClientBase): Promise<void> {
  const { rows } = await client.query('select max(created_at) as newest from drizzle.__drizzle_migrations')
  const newestHere = Math.max(...readJournal().map((entry) => entry.when))
  if (Number(rows[0].newest) <= newestHere) return
  throw new StudioError(
    'database_failed_to_start',
    'The database was written by a newer Lectern; start that one, or restore a backup from before the update.',
  )
}

/** The folder of migrations, or a copy that knows only the first of them. */
async function folderOfFirst(most: number): Promise<AsyncDisposable & { path: string }> {
  if (most === countKnownMigrations()) return { path: migrationsFolder, async [Symbol.asyncDispose]() {} }
  const path = await mkdtemp(join(tmpdir(), 'lectern-migrations-'))
  await cp(migrationsFolder, path, { recursive: true })
  const journal = { ...JSON.parse(readFileSync(journalFile, 'utf8')), entries: readJournal().slice(0, most) }
  await writeFile(join(path, 'meta', '_journal.json'), JSON.stringify(journal))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

const journalFile = join(migrationsFolder, 'meta', '_journal.json')

function readJournal(): { when: number }[] {
  return JSON.parse(readFileSync(journalFile, 'utf8')).entries
}
