import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import type { Pool, PoolClient } from 'pg'
import { StudioError } from '#server/base/errors.ts'
import type { Database } from './database.ts'

/** SQL files and their journal, written by `drizzle-kit generate` from schema.ts. */
export const migrationsFolder = join(import.meta.dirname, 'migrations')

/** Drizzle takes no lock of its own; two processes that start at once would both create the tables. */
const migrationLock = 0x6d696772

/**
 * Brings the tables up to date; processes that start at once wait for the first.
 * @throws StudioError `database_failed_to_start` when a newer Lectern has changed the tables
 */
export async function migrateDatabase(pool: Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await migrate(drizzle(client), { migrationsFolder })
    await refuseNewerTables(client)
    await client.query('select pg_advisory_unlock($1)', [migrationLock])
    client.release()
  } catch (error) {
    // Closing the connection frees the lock whatever happened to it.
    client.release(true)
    throw error
  }
}

/** How many migrations a database has had, and how many there are. */
export async function countMigrations(db: Database): Promise<{ applied: number; known: number }> {
  const { rows } = await db.execute<{ isThere: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as "isThere"`,
  )
  const known = readJournal().length
  if (!rows[0]!.isThere) return { applied: 0, known }
  const counted = await db.execute<{ count: number }>(sql`select count(*)::int from drizzle.__drizzle_migrations`)
  return { applied: counted.rows[0]!.count, known }
}

async function refuseNewerTables(client: PoolClient): Promise<void> {
  const { rows } = await client.query('select max(created_at) as newest from drizzle.__drizzle_migrations')
  const newestHere = Math.max(...readJournal().map((entry) => entry.when))
  if (Number(rows[0].newest) <= newestHere) return
  throw new StudioError(
    'database_failed_to_start',
    'The database was written by a newer Lectern; start that one, or restore a backup from before the update.',
  )
}

function readJournal(): { when: number }[] {
  return JSON.parse(readFileSync(join(migrationsFolder, 'meta', '_journal.json'), 'utf8')).entries
}
