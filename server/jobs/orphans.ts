import type { Db, PgBoss } from 'pg-boss'
import { hasCode, retryOf } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import { bossSchema } from './boss.ts'
import { type Attempt, lockNumberSql } from './claims.ts'
import { inRounds } from './in-rounds.ts'

/**
 * A run is an orphan when nobody holds its claim and its heart, which beats every second, has been still for a moment:
 * so it was when its process died. Each of the two protects the living where the other fails: the claim when a process
 * is too busy to beat, the beat when a process is just making its connection again. After PostgreSQL itself started, all
 * get three seconds to do so. A beat or a start of the future is none: the clock was set back since.
 */
const orphanSql = `
  select id, name, retry_count as "retryCount", heartbeat_on < now() - interval '8 seconds' as "isAsleep"
  from ${bossSchema}.job
  where state = 'active' and heartbeat_on not between now() - interval '1.5 seconds' and now() + interval '1.5 seconds'
    and name in (select name from ${bossSchema}.queue)
    and pg_postmaster_start_time() not between now() - interval '3 seconds' and now()`

/**
 * And one whose heart has been still for so long has been left by a process that sleeps, or whose machine is out of reach,
 * claim or not. It is found before pg-boss does (`heartbeatSeconds`), for whom that is a failure of the job. What somebody just
 * holds is left for the next round: a worker that vanished while it put the job back holds it for a while, and nobody waits for that.
 */
const unclaimedSql = `
  with candidate as materialized (${orphanSql} for update skip locked)
  select * from candidate where "isAsleep" or pg_try_advisory_xact_lock(${lockNumberSql(`id::text || ':' || "retryCount"`)})`

/** Why a run does not count, how often that may be so of one job, and how long the job pauses. Each cause is counted by itself. */
export interface Forgiveness {
  cause: 'death' | 'stop' | 'outage' | 'absence' | 'voice'
  most: number
  pauseSeconds: number
}

/** The death of a worker is not a failure of the job, unless it dies of the job: this often is too often. */
const death: Forgiveness = { cause: 'death', most: 20, pauseSeconds: 0 }
/** Nor is its stop, however often one stops. */
const stop: Forgiveness = { cause: 'stop', most: 100_000, pauseSeconds: 0 }
/** Nor is an outage of the database, unless that, too, dies of the job, again and again. */
const outage: Forgiveness = { cause: 'outage', most: 100, pauseSeconds: 1 }
/** Nor that the files or the way to the database are away for long, or that the job belongs to another worker. */
const absence: Forgiveness = { cause: 'absence', most: 100_000, pauseSeconds: 1 }

/** Nor that nobody has its voice: the worker or the service that has it may be starting. After five minutes it has gone. */
const unknownVoice: Forgiveness = { cause: 'voice', most: 30, pauseSeconds: 10 }

/**
 * For whatever a job met that says nothing about it; undefined of a failure.
 * @param hasBegun whether the job did anything: else nothing died of it
 */
export function forgivenessOf(thrown: unknown, hasBegun: boolean): Forgiveness | undefined {
  if (hasCode(thrown, 'database_unavailable')) return hasBegun ? outage : absence
  if (hasCode(thrown, 'voice_not_found')) return unknownVoice
  return retryOf(thrown) === 'uncounted' ? absence : undefined
}

/** How often a job was put back is written beside why, until a run of it fails. Answers that, if the job is still this run's. */
const forgiveSql = `
  with held as materialized (
    select coalesce(output->'putBacks', '{}') as before from ${bossSchema}.job
    where name = $1 and id = $2 and state = 'active' and retry_count = $3 for update
  ), forgiven as (
    update ${bossSchema}.job set retry_limit = retry_limit + 1 from held
    where name = $1 and id = $2 and coalesce((before->>$4)::int, 0) < $5::int
  )
  select before from held`

/**
 * After a clock was set back, what was to run at once would wait until it has come so far again. What has run since waits for the
 * pause that it was given then, whenever it was added.
 */
const dueSql = `
  update ${bossSchema}.job set start_after = now()
  where state < 'active' and start_after > now() and coalesce(started_on, created_on) > now() + interval '5 seconds'
    and name in (select name from ${bossSchema}.queue)`

const roundMilliseconds = 500
const roundsBetweenClocks = 20

/** Looks for jobs of dead workers, again and again until it is closed, and puts them back into their queues. */
export function lookAfterOrphans(boss: PgBoss, log: Log): AsyncDisposable {
  return inRounds(roundMilliseconds, async (round) => {
    try {
      if (round % roundsBetweenClocks === 0) await boss.getDb().executeSql(dueSql)
      const count = await takeUpOrphans(boss)
      if (count > 0) log.info({ count }, 'Jobs of a worker that died were put back into their queues.')
    } catch (err) {
      log.debug({ err }, 'Looking for orphaned jobs failed.')
    }
  })
}

/** Puts a job that its worker cannot finish back into its queue, to run after a pause if any; the run does not count. */
export async function putBack(
  boss: PgBoss,
  attempt: Attempt,
  forgiveness = stop,
  failure: Failure = stopped,
): Promise<void> {
  await inTransaction(boss, (db) => putBackIn(boss, db, attempt, forgiveness, failure))
}

/** What is told of a job that was forgiven for the last time. */
type Failure = { code: string; message: string }

const stopped: Failure = { code: 'worker_stopped', message: 'The worker stopped.' }

/** Answers how many jobs were put back. */
async function takeUpOrphans(boss: PgBoss): Promise<number> {
  const { rows } = await boss.getDb().executeSql(orphanSql)
  if (rows.length === 0) return 0
  return inTransaction(boss, async (db) => {
    const orphans: Attempt[] = (await db.executeSql(unclaimedSql)).rows
    for (const orphan of orphans) await putBackIn(boss, db, orphan, death, stopped)
    return orphans.length
  })
}

async function putBackIn(
  boss: PgBoss,
  db: Db,
  { name, id, retryCount }: Attempt,
  { cause, most, pauseSeconds }: Forgiveness,
  failure: Failure,
): Promise<void> {
  const [held] = (await db.executeSql(forgiveSql, [name, id, retryCount, cause, most])).rows
  if (!held) return
  const putBacks = { ...held.before, [cause]: (held.before[cause] ?? 0) + 1 }
  await boss.fail(name, { id, retryCount }, { ...failure, putBacks }, { db })
  // Without the pause before a retry; this also wakes the workers.
  await boss.update(name, undefined, { id, startAfter: `${pauseSeconds} seconds`, db })
}

async function inTransaction<Result>(boss: PgBoss, work: (db: Db) => Promise<Result>): Promise<Result> {
  const transaction = await boss.getDb().beginTransaction!()
  try {
    const result = await work(transaction.db)
    await transaction.commit()
    return result
  } catch (error) {
    await transaction.rollback()
    throw error
  }
}
