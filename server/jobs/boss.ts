import type pg from 'pg'
import { type Db, PgBoss, type QueueResult } from 'pg-boss'
import { toStudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import { type AnyTransaction, runIn } from '#server/events/transaction.ts'
import { toApplicationName } from '#server/storage/application-name.ts'
import {
  type Connection,
  idleTransactionMilliseconds,
  noticeVanishedSql,
  toClientConfig,
} from '#server/storage/database-client.ts'
import { toDatabaseError } from '#server/storage/database-error.ts'
import { deadLettersOf, type Queue } from './queue.ts'

/** The SQL schema that pg-boss makes and migrates by itself. Its version is pinned: we read its table `job` too. */
export const bossSchema = 'pgboss'

/** How often a run tells that it lives. A run whose job was cancelled or taken over learns of it then at the latest. */
const heartbeatRefreshSeconds = 1
/** pg-boss's least. It is the last resort: see orphans.ts. */
const heartbeatSeconds = 10
/** How often workers look by themselves while nothing wakes them, since their listening connection is being made again. */
const pollSeconds = 1
/** And while NOTIFY does, and for what nobody announces wake-for-due.ts: pg-boss's own last resort. */
const notifiedPollSeconds = 30

export const workOptions = {
  includeMetadata: true,
  perJobResults: true,
  heartbeatRefreshSeconds,
  pollingIntervalSeconds: pollSeconds,
  notifyPollingIntervalSeconds: notifiedPollSeconds,
} as const

/**
 * How long a job may wait until somebody works on it: for ever, as far as people are concerned. pg-boss forgets it after two weeks
 * where nothing is said, which a queue of many books on a slow machine takes, and one that is switched off for the holidays.
 */
const waitingSeconds = 10 * 365 * 24 * 3600

/** For its pool, which takes it though the types do not tell: no statement waits for ever, and no lost process holds others up. */
const ownConnections = {
  query_timeout: 36_000,
  onConnect: (client: pg.ClientBase) =>
    client.query(`set idle_in_transaction_session_timeout = ${idleTransactionMilliseconds}; ${noticeVanishedSql}`),
}

/** How long somebody's transaction may be open before the log says that it keeps finished jobs from being cleared away. */
const longTransactionSeconds = 900

/** Opens pg-boss with connections of its own, so that a busy studio never keeps a heartbeat waiting. */
export async function openBoss(needs: { connection: Connection; log: Log; works: boolean }): Promise<PgBoss> {
  const boss = new PgBoss({
    ...toClientConfig(needs.connection),
    ...ownConnections,
    schema: bossSchema,
    application_name: toApplicationName('jobs'),
    max: needs.works ? 3 : 2,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
    supervise: needs.works,
    useListenNotify: needs.works,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  })
  boss.on('error', (error) => report(needs.log, error))
  boss.on('warning', (warning) => {
    needs.log[isUsual(warning.data) ? 'debug' : 'warn']({ warning }, 'The job queue warns.')
  })
  return await askBoss(boss.start())
}

/**
 * A shelf of books is a long queue. And pg-boss tells of a transaction of five seconds in any database of the server, though only
 * those of its own keep its rows: beside a busy queue, whose rows come back between two looks, each backup would be told of.
 */
function isUsual(data: object): boolean {
  if ('queuedCount' in data) return true
  return (
    'holderTransactionSeconds' in data && Number(data.holderTransactionSeconds ?? Infinity) < longTransactionSeconds
  )
}

/**
 * While the database is away every worker fails once a second; the sessions have already said so. A listening connection
 * that a busy machine did not answer in time is made again, and workers look by themselves meanwhile.
 */
function report(log: Log, error: Error): void {
  const known = toStudioError(toDatabaseError(Object.assign(new Error(error.message), error)))
  const passes = known.code === 'database_unavailable' || error.message === 'LISTEN/NOTIFY heartbeat timed out'
  const level = passes ? 'debug' : 'warn'
  log[level]({ err: error }, 'The job queue met an error and goes on.')
}

/**
 * Makes a queue, and the one that its jobs go to when they have failed for good.
 * @param seen queues as they were a while ago: those that were as they are declared are not asked for
 */
export async function makeWithDeadLetters(boss: PgBoss, queue: Queue, seen: QueueResult[] = []): Promise<void> {
  const deadLetters = deadLettersOf(queue)
  await makeQueue(boss, seen, deadLetters)
  await makeQueue(boss, seen, queue, deadLetters)
}

/**
 * Makes a queue as it is declared, unless it is there and was declared so; jobs that fail for good go to another one, if there is.
 * All are `exclusive`: one job per key may wait or run. A job without a key is given a random one (see add-jobs.ts).
 */
async function makeQueue(boss: PgBoss, seen: QueueResult[], queue: Queue, deadLetter?: Queue): Promise<void> {
  const grows = queue.retryDelayMaxSeconds > queue.retryDelaySeconds
  const settings = {
    retryLimit: queue.retryLimit,
    retryDelay: queue.retryDelaySeconds,
    ...(grows ? { retryBackoff: true, retryDelayMax: queue.retryDelayMaxSeconds } : { retryBackoff: false }),
    expireInSeconds: queue.expireInSeconds,
    retentionSeconds: waitingSeconds,
    deleteAfterSeconds: 24 * 3600,
    heartbeatSeconds,
    notify: true,
    ...(deadLetter === undefined ? {} : { deadLetter: deadLetter.name }),
  }
  if (seen.some((one) => one.name === queue.name && isSo(one, settings))) return
  const found = await boss.getQueue(queue.name)
  if (!found) await boss.createQueue(queue.name, { ...settings, policy: 'exclusive' })
  else if (!isSo(found, settings)) await boss.updateQueue(queue.name, settings)
}

function isSo(found: object, settings: object): boolean {
  const had = new Map<string, unknown>(Object.entries(found))
  return Object.entries(settings).every(([name, value]) => had.get(name) === value)
}

/**
 * Asks pg-boss for something. Its connections throw what `pg` throws, since it reads the codes of PostgreSQL itself: here
 * they become ours.
 */
export async function askBoss<Answer>(answer: Promise<Answer>): Promise<Answer> {
  return answer.catch((error) => Promise.reject(toDatabaseError(error)))
}

/** The caller's transaction in the shape that pg-boss takes; nothing when there is none. */
export function toBossDatabase(transaction: AnyTransaction | undefined): { db?: Db } {
  if (!transaction) return {}
  return { db: { executeSql: async (text, values) => ({ rows: await runIn(transaction, text, values) }) } }
}
