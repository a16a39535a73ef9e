import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import type { Pool, PoolClient } from 'pg'
import { StudioError } from '#server/base/errors.ts'

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

async function refuseNewerTables(client: PoolClient): Promise<void> {
  const { rows } = await client.query('select max(created_at) as newest from drizzle.__drizzle_migrations')
  const journal = JSON.parse(readFileSync(join(migrationsFolder, 'meta', '_journal.json'), 'utf8'))
  const newestHere = Math.max(...journal.entries.map((entry: { when: number }) => entry.when))
  if (Number(rows[0].newest) <= newestHere) return
  throw new StudioError(
    'database_failed_to_start',
    'The database was written by a newer Lectern; start that one, or restore a backup from before the update.',
  )
}
