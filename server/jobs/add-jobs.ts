import { randomUUID } from 'node:crypto'
import type { Db, PgBoss } from 'pg-boss'
import { inGroups } from '#server/base/in-groups.ts'
import type { AnyTransaction } from '#server/events/transaction.ts'
import { bossSchema, toBossDatabase } from './boss.ts'
import type { JobOptions, Queue } from './queue.ts'

export interface AddOptions {
  /** The jobs exist when this transaction commits. */
  inTransaction?: AnyTransaction
  /**
   * Jobs of different groups take turns among those of equal priority, so that a few jobs do not wait for thousands that
   * came before. Those that are added at once are of one group and one priority.
   */
  takesTurns?: boolean
}

/** A job that is yet to be added. */
export type NewJob<Data extends object> = { data: Data } & JobOptions

/** Adds one job and answers its id; undefined when `onlyOnePer` already waits or runs. */
export async function addJob<Data extends object>(
  boss: PgBoss,
  queue: Queue<Data>,
  { data, ...options }: NewJob<Data>,
  { inTransaction }: AddOptions,
): Promise<string | undefined> {
  const sent = await boss.send(queue.name, data, { ...toBossOptions(options), ...toBossDatabase(inTransaction) })
  return sent ?? undefined
}

/** Adds jobs of one queue in one statement and answers how many there were to add. */
export async function addJobs<Data extends object>(
  boss: PgBoss,
  queue: Queue<Data>,
  jobs: NewJob<Data>[],
  { inTransaction, takesTurns = false }: AddOptions,
): Promise<number> {
  if (jobs.length === 0) return 0
  const db = toBossDatabase(inTransaction).db ?? boss.getDb()
  const first = takesTurns ? await findFirstTurn(db, queue.name, jobs[0]!) : 0
  let added = 0
  let start = 0
  for (const some of inGroups(jobs, charactersAtOnce, lengthOf)) {
    const rows = some.map(({ data, ...options }, index) => {
      return { id: randomUUID(), data, ...toBossOptions(options, takesTurns ? first + start + index : 0) }
    })
    const ids = await boss.insert(queue.name, rows, { returnId: true, ...toBossDatabase(inTransaction) })
    if (jobs.length > 1) await keepOrder(db, queue.name, rows, start)
    added += ids?.length ?? 0
    start += some.length
  }
  return added
}

/** Of what is to be done: writing more down at once would hold up the event loop. So many are 500 short jobs. */
const charactersAtOnce = 1_000_000
const leastOfJob = 2_000

function lengthOf({ data }: { data: object }): number {
  return Math.max(leastOfJob, JSON.stringify(data).length)
}

/** What is added at once is of one age, and pg-boss knows no other order: so each becomes a little younger than the one before. */
async function keepOrder(db: Db, queueName: string, rows: { id: string }[], before: number): Promise<void> {
  const ids = rows.map(({ id }) => id)
  await db.executeSql(orderSql, [queueName, ids, before])
}

const orderSql = `
  update ${bossSchema}.job set created_on = created_on + ($3::int + added.number) * interval '1 microsecond'
  from unnest($2::uuid[]) with ordinality as added (id, number)
  where job.name = $1 and job.id = added.id`

/** So many jobs of a group can have turns of their own within a priority; what is beyond shares the last one. */
const turnsPerPriority = 1_000_000

/**
 * The turn of the first of new jobs: that which is next in the queue, and behind what their group has there already. For
 * pg-boss a turn is a priority that is a little lower.
 */
async function findFirstTurn(
  db: Db,
  queueName: string,
  { priority = 0, group, turnsOf = group }: JobOptions,
): Promise<number> {
  const { rows } = await db.executeSql(firstTurnSql, [queueName, priority * turnsPerPriority, turnsOf ?? null])
  return Number(rows[0].turn)
}

const firstTurnSql = `
  select greatest(
    coalesce(min($2::int - priority) filter (where state < 'active'), 0),
    coalesce(max($2::int - priority) filter (where starts_with(group_id, $3)) + 1, 0)
  ) as turn
  from ${bossSchema}.job
  where name = $1 and state < 'completed' and priority <= $2::int and priority > $2::int - ${turnsPerPriority}`

/** In an `exclusive` queue jobs without a key would exclude each other. */
function toBossOptions({ priority = 0, onlyOnePer, group }: JobOptions, turn = 0) {
  return {
    priority: priority * turnsPerPriority - Math.min(turn, turnsPerPriority - 1),
    singletonKey: onlyOnePer === undefined ? randomUUID() : `only ${onlyOnePer}`,
    ...(group === undefined ? {} : { group: { id: group } }),
  }
}
