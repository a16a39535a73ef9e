import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { processName, toApplicationName } from '../application-name.ts'
import { DatabaseClient } from '../database-client.ts'
import { DatabaseError, isLockTimeout } from '../database-error.ts'
import type { ServerConnection } from './place.ts'

/**
 * One idle connection that tells the server that this process uses it, and tells this process when the server dies:
 * then it ends at once, whoever started the server.
 */
export type Presence = pg.Client

const presenceName = toApplicationName('presence')
/** Held alone by one who leaves and shared by one who comes, so that nobody comes to a server that is being stopped. */
const doorLock = 0x6c656374

/** How long the server, or who stands in the door, is waited for at once. */
const patienceMilliseconds = 10_000

/**
 * Connects. `absent`: nobody listens there. `not ready`: a server is starting, recovering or going away, or one who leaves stands in
 * the door.
 */
export async function callServer(
  connection: ServerConnection,
  patience = patienceMilliseconds,
): Promise<Presence | 'absent' | 'not ready'> {
  const presence: Presence = new DatabaseClient({
    ...connection,
    application_name: presenceName,
    connectionTimeoutMillis: patienceMilliseconds,
  })
  // Losing the connection is told by `end`; without a listener `error` would end the process.
  presence.on('error', () => {})
  try {
    await presence.connect()
    await presence.query(`
      begin; set local lock_timeout = ${patience}; select pg_advisory_xact_lock_shared(${doorLock}); commit`)
    return presence
  } catch (error) {
    presence.end().catch(() => {})
    if (isLockTimeout(error)) return 'not ready'
    if (!(error instanceof DatabaseError) || error.code !== 'database_unavailable') throw error
    const { code } = error.cause as { code?: string }
    return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ECONNREFUSED' ? 'absent' : 'not ready'
  }
}

/**
 * Takes leave of the server.
 * @returns whether nobody else is there: then the caller stops the server, while nobody can come in
 */
export async function takeLeave(presence: Presence): Promise<boolean> {
  await presence.query('select pg_advisory_lock($1)', [doorLock])
  const { others, siblings } = await countUsers(presence)
  if (others + siblings === 0) return true
  if (siblings === 0) await waitForOwnConnections(presence)
  await presence.query("select set_config('application_name', '', false)")
  return false
}

/** Who else is connected. `others`: from other processes; `siblings`: other presences of this process. */
async function countUsers(presence: Presence): Promise<{ others: number; siblings: number; own: number }> {
  const { rows } = await presence.query(
    `select count(*) filter (where not starts_with(application_name, $1))::int as others,
            count(*) filter (where application_name = $2)::int as siblings,
            count(*) filter (where starts_with(application_name, $1))::int as own
       from pg_stat_activity where pid <> pg_backend_pid() and starts_with(application_name, 'lectern/')`,
    [`${processName} `, presenceName],
  )
  return rows[0]
}

/** The server notices a closed pool a moment later; who leaves next must not take its connections for somebody's. */
async function waitForOwnConnections(presence: Presence): Promise<void> {
  const patience = AbortSignal.timeout(1000)
  while ((await countUsers(presence)).own > 0 && !patience.aborted) await delay(10)
}
