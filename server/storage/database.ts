import { type ExtractTablesWithRelations, sql } from 'drizzle-orm'
import { drizzle, type NodePgDatabase, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres'
import type { PgDatabase, PgTransaction } from 'drizzle-orm/pg-core'
import type pg from 'pg'
import { hasCode, StudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import { toApplicationName } from './application-name.ts'
import {
  type Connection,
  DatabaseClient,
  DatabasePool,
  ForgetfulClient,
  idleTransactionMilliseconds,
  noticeVanishedSql,
  toClientConfig,
} from './database-client.ts'
import { isCollision } from './database-error.ts'
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
  connection: Connection
  /** What these connections are for: `web`, `worker`. */
  applicationName: string
  /** The most connections at once. */
  poolSize: number
  log: Log
  /** Whether a pooler may stand between. */
  hasPooler?: boolean
  /** The longest a statement may take; 30 seconds when not given. */
  statementLimitSeconds?: number
}

const oldestMajor = 15
const connectPatienceMilliseconds = 10_000
const statementLimitSeconds = 30
/** So much longer than PostgreSQL itself we wait for the end of a statement: then nobody answers at the other end. */
const silenceFactor = 1.2
/** How long closing waits for connections that are still in use. */
const closingMilliseconds = 5_000

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
    await closePool(pool)
    throw error
  }
  return { db: toDatabase(pool, options), pool, [Symbol.asyncDispose]: () => closePool(pool) }
}

/**
 * Drizzle's database with transactions of our own. They always give their connection back: drizzle keeps one whose `begin`
 * fails, as it does when the server was lost. And one that PostgreSQL gave up for another begins again, once: so `work`
 * does nothing that cannot be done twice. Behind a pooler each brings its limits along: what was set when a client connected holds on one
 * of the pooler's connections, and on none that it makes later.
 */
function toDatabase(pool: pg.Pool, options: Options): OpenDatabase['db'] {
  const db = drizzle(pool, { schema })
  db.transaction = async (work, config) => {
    const limited: typeof work = async (inside) => {
      if (options.hasPooler) await inside.execute(sql.raw(limitsSql(limitOf(options), 'set local')))
      return work(inside)
    }
    const once = () => inTransaction(pool, (client) => drizzle(client, { schema }).transaction(limited, config))
    return once().catch((error) => (isCollision(error) ? once() : Promise.reject(error)))
  }
  return db
}

/** A connection that fell silent is not used again. */
async function inTransaction<Result>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  let isSound = true
  try {
    return await work(client)
  } catch (error) {
    isSound = !hasCode(error, 'database_unavailable')
    throw error
  } finally {
    client.release(!isSound)
  }
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

function limitOf(options: Options): number {
  return (options.statementLimitSeconds ?? statementLimitSeconds) * 1_000
}

function openPool(options: Options): pg.Pool {
  const { connection, applicationName, poolSize, log } = options
  const limit = limitOf(options)
  const pool = new DatabasePool({
    ...toClientConfig(connection),
    Client: options.hasPooler ? ForgetfulClient : DatabaseClient,
    application_name: toApplicationName(applicationName),
    max: poolSize,
    connectionTimeoutMillis: connectPatienceMilliseconds,
    query_timeout: limit * silenceFactor,
    keepAlive: true,
    // Not as parameters of the connection: poolers refuse those that they do not know.
    onConnect: (client) => client.query(`${limitsSql(limit, 'set')}; ${noticeVanishedSql}`),
  })
  const report = (error: Error) => log.warn({ reason: error.message }, 'A database connection was lost.')
  // Without listeners a lost connection would end the process: the pool tells of idle ones, the client of those in use.
  pool.on('error', report)
  pool.on('connect', (client) => client.on('error', report))
  return pool
}

/** No statement, wait for a lock or idle transaction holds others up for ever. @param set for the session, or `set local` */
function limitsSql(milliseconds: number, set: 'set' | 'set local'): string {
  const limits = {
    statement_timeout: milliseconds,
    lock_timeout: milliseconds,
    idle_in_transaction_session_timeout: Math.min(milliseconds, idleTransactionMilliseconds),
    plan_cache_mode: planAnew,
  }
  return Object.entries(limits)
    .map(([name, limit]) => `${set} ${name} = ${limit}`)
    .join('; ')
}

/**
 * PostgreSQL keeps its plan of how to look whether a foreign key exists. One that it made while a table had one page reads that
 * table from its start for each row that is added, however long it has become: 50 million rows for 10,000. Planning anew takes
 * 8 µs for each.
 */
const planAnew = 'force_custom_plan'

/** Lets what is in use end, for a while; what then still waits for an answer is cut off. */
async function closePool(pool: pg.Pool): Promise<void> {
  const open = pool as unknown as { _clients: DatabaseClient[] }
  const cutOff = () => {
    for (const client of open._clients) client.cut()
  }
  const timer = setTimeout(cutOff, closingMilliseconds)
  await pool.end()
  clearTimeout(timer)
}
