import type { Log } from '#server/base/log.ts'
import { Session } from '#server/events/session.ts'
import type { Connection } from '#server/storage/database-client.ts'
import { bossSchema } from './boss.ts'

/** One run of a job: its retries tell it from the runs before. */
export interface Attempt {
  id: string
  name: string
  retryCount: number
}

/**
 * What this process is running, held as advisory locks of one connection, which PostgreSQL lets go the moment the process
 * dies. Others find orphans by them: see orphans.ts.
 */
export interface Claims extends AsyncDisposable {
  /** Claims a run. False when the job is not ours any more: cancelled, or given to another worker in between. */
  hold(attempt: Attempt): Promise<boolean>
  /** Whether the job is still ours; also true when the database cannot be asked. */
  isOurs(attempt: Attempt): Promise<boolean>
  release(attempt: Attempt): void
}

/** The number of an attempt's lock, of the attempt's name `id:retryCount`. */
export const lockNumberSql = (name: string) => `hashtextextended(${name}, 0)`

const lockSql = `select pg_try_advisory_lock(${lockNumberSql('one')}) from unnest($1::text[]) as one`
const unlockSql = `select pg_advisory_unlock(${lockNumberSql('$1')})`
const isOursSql = `select 1 from ${bossSchema}.job where name = $1 and id = $2 and retry_count = $3 and state = 'active'`

export async function openClaims({ connection, log }: { connection: Connection; log: Log }): Promise<Claims> {
  const held = new Set<string>()
  const session = await Session.open({
    connection,
    name: 'claims',
    log,
    onConnect: async (client) => void (await client.query(lockSql, [[...held]])),
  })
  return {
    async hold(attempt) {
      held.add(lockName(attempt))
      // While the connection is being made again the heartbeat speaks for us, and connecting takes the locks held by then.
      if (!session.isConnected) return true
      return takeLock(session, attempt).catch(() => true)
    },
    isOurs: (attempt) => isOurs(session, attempt).catch(() => true),
    release(attempt) {
      held.delete(lockName(attempt))
      if (session.isConnected) session.query(unlockSql, [lockName(attempt)]).catch(() => {})
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  }
}

/** Locks first and looks then, so that who takes up orphans either sees the lock or has been seen. */
async function takeLock(session: Session, attempt: Attempt): Promise<boolean> {
  const [, ours] = await Promise.all([session.query(lockSql, [[lockName(attempt)]]), isOurs(session, attempt)])
  return ours
}

async function isOurs(session: Session, { name, id, retryCount }: Attempt): Promise<boolean> {
  const { rows } = await session.query(isOursSql, [name, id, retryCount])
  return rows.length > 0
}

function lockName({ id, retryCount }: Attempt): string {
  return `${id}:${retryCount}`
}
