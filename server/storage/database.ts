import type { ExtractTablesWithRelations } from 'drizzle-orm'
import { drizzle, type NodePgDatabase, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres'
import type { PgDatabase, PgTransaction } from 'drizzle-orm/pg-core'
import pg from 'pg'
import { StudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import { toApplicationName } from './application-name.ts'
import { explainError } from './connection-lost.ts'
import type { ServerConnection } from './postgres/place.ts'
import * as schema from './schema.ts'

/** What queries take: the database, or a transaction of it. */
export type Database = PgDatabase<NodePgQueryResultHKT, typeof schema>

/** What a query takes that is only right together with others. */
export type Transaction = PgTransaction<NodePgQueryResultHKT, typeof schema, ExtractTablesWithRelations<typeof schema>>

/** A pool of connections. It survives the death of the server: queries fail until it is back, and then work again. */
export type OpenDatabase = AsyncDisposable & {
  db: NodePgDatabase<typeof schema>
  pool: pg.Pool
}

type Options = {
  /** `DATABASE_URL`, or the `connection` or `url` of an embedded server. */
  connection: string | ServerConnection
  /** What these connections are for: `web`, `worker`. */
  applicationName: string
  /** The most connections at once. */
  poolSize: number
  log: Log
}

const oldestMajor = 15
const connectPatienceMilliseconds = 10_000

/**
 * Connects to a PostgreSQL. Its tables are another matter: `migrateDatabase`.
 * @throws StudioError `database_unavailable`, or `invalid_configuration` when it is older than 15
 */
export async function openDatabase(options: Options): Promise<OpenDatabase> {
  const pool = openPool(options)
  try {
    const { rows } = await pool.query("select current_setting('server_version_num')::int as version")
    refuseOldServer(rows[0].version)
  } catch (error) {
    await pool.end()
    throw explainError(error)
  }
  return { db: toDatabase(pool), pool, [Symbol.asyncDispose]: () => pool.end() }
}

/**
 * Drizzle's database with transactions that always give their connection back. Its own keep one whose `begin` fails, as it
 * does when the server was lost: after so many outages as there are connections the pool would be empty for ever.
 */
function toDatabase(pool: pg.Pool): OpenDatabase['db'] {
  const db = drizzle(pool, { schema })
  db.transaction = async (work, config) => {
    const client = await pool.connect()
    try {
      return await drizzle(client, { schema }).transaction(work, config)
    } finally {
      client.release()
    }
  }
  return db
}

/** @param version as `server_version_num` has it: 150004 for 15.4 */
export function refuseOldServer(version: number): void {
  const major = Math.floor(version / 10_000)
  if (major >= oldestMajor) return
  throw new StudioError(
    'invalid_configuration',
    `DATABASE_URL leads to PostgreSQL ${major}; Lectern needs ${oldestMajor} or newer.`,
  )
}

function openPool({ connection, applicationName, poolSize, log }: Options): pg.Pool {
  const pool = new pg.Pool({
    ...(typeof connection === 'string' ? { connectionString: connection } : connection),
    application_name: toApplicationName(applicationName),
    max: poolSize,
    connectionTimeoutMillis: connectPatienceMilliseconds,
    keepAlive: true,
  })
  const report = (error: Error) => log.warn({ reason: error.message }, 'A database connection was lost.')
  // Without listeners a lost connection would end the process: the pool tells of idle ones, the client of those in use.
  pool.on('error', report)
  pool.on('connect', (client) => client.on('error', report))
  return pool
}
