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
import { connectUnhurried } from './connect-unhurried.ts'
import type { Database, Transaction } from './database.ts'
import { noticeVanishedSql } from './database-client.ts'
import { isLockTimeout } from './database-error.ts'

/** SQL files and their journal, written by `drizzle-kit generate` from the tables. */
export const migrationsFolder = join(import.meta.dirname, 'migrations')

/** Drizzle takes no lock of its own; two processes that start at once would both create the tables. */
const migrationLock = 0x6d696772

/**
 * How long it waits for what others hold: a backup by other programs may hold all tables for hours, and who waits to change
 * one holds up all that only want to read it.
 */
const lockMilliseconds = 5_000

/**
 * Brings the tables up to date, all of it or nothing; of processes that start at once the first does so. On a connection of its
 * own, which may take its time: changing the tables of a thousand books is no ordinary statement.
 * @param connection without a pooler between, since it locks
 * @param most migrations that are made, of all that there are: all unless given
 * @throws StudioError `database_unavailable` while another process does so, or others hold a table: it can be tried again;
 *   `database_failed_to_start` when a newer Lectern has changed the tables
 */
export async function migrateDatabase(connection: ClientConfig, most = countKnownMigrations()): Promise<void> {
  await using folder = await folderOfFirst(most)
  const name = toApplicationName('migrations')
  const client = await connectUnhurried({ ...connection, application_name: name })
  try {
    await client.query(`set statement_timeout = 0; set lock_timeout = ${lockMilliseconds}; ${noticeVanishedSql}`)
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await migrate(drizzle(client), { migrationsFolder: folder.path })
    await refuseNewerTables(client)
  } catch (error) {
    throw isLockTimeout(error) ? await toHeld(client, error) : error
  } finally {
    // This frees the lock, whatever happened.
    await client.end()
  }
}

/** Names who was in the way, as far as they still are. */
async function toHeld(client: ClientBase, cause: unknown): Promise<StudioError> {
  const { rows } = await client.query(holdersSql, [migrationLock])
  const by = rows.length > 0 ? ` by ${rows.map(({ name }) => name).join(', ')}` : ''
  const sentence = `The tables cannot be brought up to date while they are held${by}.`
  return new StudioError('database_unavailable', sentence, { cause })
}

const holdersSql = `
  select distinct coalesce(nullif(application_name, ''), 'a program without a name') || ' (process ' || pid || ')' as name
  from pg_locks join pg_stat_activity using (pid)
  where granted and pid <> pg_backend_pid() and datname = current_database()
    and (locktype = 'advisory' and objid::bigint = $1 or locktype = 'relation'
      and relation in (select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'))
  limit 3`

export function countKnownMigrations(): number {
  return readJournal().length
}

/**
 * Whether the tables are those of this Lectern, as they are at most starts: `migrateDatabase` would change nothing. They are not
 * while they are being restored.
 */
export async function isUpToDate(db: Database): Promise<boolean> {
  if (!(await wasEverMigrated(db))) return false
  return db.transaction(async (inside) => (await areFree(inside)) && (await readNewest(inside)) === newestKnown())
}

async function areFree(inside: Transaction): Promise<boolean> {
  const locking = inside.execute('lock table drizzle.__drizzle_migrations in access share mode nowait')
  return locking.then(
    () => true,
    (error) => (isLockTimeout(error) ? false : Promise.reject(error)),
  )
}

async function readNewest(db: Database): Promise<number> {
  const { rows } = await db.execute<{ newest: string | null }>(newestSql)
  return Number(rows[0]!.newest)
}

/** Keeps out, until the transaction ends, all that look whether the tables are up to date, as whoever starts does. */
export async function keepOthersOut(client: ClientBase): Promise<void> {
  await client.query('lock table drizzle.__drizzle_migrations in access exclusive mode')
}

/** How many migrations a database has had, and how many there are. */
export async function countMigrations(db: Database): Promise<{ applied: number; known: number }> {
  const known = countKnownMigrations()
  if (!(await wasEverMigrated(db))) return { applied: 0, known }
  const counted = await db.execute<{ count: number }>(sql`select count(*)::int from drizzle.__drizzle_migrations`)
  return { applied: counted.rows[0]!.count, known }
}

async function wasEverMigrated(db: Database): Promise<boolean> {
  const { rows } = await db.execute<{ isThere: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as "isThere"`,
  )
  return rows[0]!.isThere
}

const newestSql = 'select max(created_at) as newest from drizzle.__drizzle_migrations'

async function refuseNewerTables(client: ClientBase): Promise<void> {
  const { rows } = await client.query(newestSql)
  if (Number(rows[0].newest) <= newestKnown()) return
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

/** When the newest migration that we know was made. */
function newestKnown(): number {
  return Math.max(...readJournal().map((entry) => entry.when))
}

function readJournal(): { when: number }[] {
  return JSON.parse(readFileSync(journalFile, 'utf8')).entries
}
