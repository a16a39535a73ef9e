import type { PgBoss } from 'pg-boss'
import { bossSchema } from './boss.ts'
import { deadLettersOf, type Queue } from './queue.ts'

const workedOnSql = `
  select distinct data->>$1 as id from ${bossSchema}.job
  where state < 'completed' and data->>$1 is not null and name in (select name from ${bossSchema}.queue)
    and ($2::text[] is null or name = any($2))`

/** The values of a field of the data of all jobs, or those of a queue, that wait, run, or are dead letters yet to be given up. */
export async function listWorkedOn(boss: PgBoss, field: string, queue?: Queue): Promise<Set<string>> {
  const names = queue ? [queue.name, deadLettersOf(queue).name] : null
  const { rows } = await boss.getDb().executeSql(workedOnSql, [field, names])
  return new Set(rows.map(({ id }) => id))
}

type Asked = { listWorkedOn(field: string, queue?: Queue): Promise<Set<string>> }

/** Those of what is under way that no job, or none of a queue, works on. Jobs are asked for only where anything is under way. */
export async function withoutWork<Id extends string>(
  jobs: Asked,
  field: string,
  underWay: Id[],
  queue?: Queue,
): Promise<Id[]> {
  if (underWay.length === 0) return []
  const workedOn = await jobs.listWorkedOn(field, queue)
  return underWay.filter((id) => !workedOn.has(id))
}

const isWorkedOnSql = `
  select 1 from ${bossSchema}.job
  where state < 'completed' and name in (select name from ${bossSchema}.queue)
    and ($1::uuid is null or id = $1) and ($2::jsonb is null or data @> $2) limit 1`

/** One job by its id, or any that has this in its data. */
export type WhichJob = { id: string } | { withData: object }

/** Whether such a job waits or runs, or is a dead letter yet to be given up. */
export async function isWorkedOn(boss: PgBoss, which: WhichJob): Promise<boolean> {
  const values = 'id' in which ? [which.id, null] : [null, JSON.stringify(which.withData)]
  const { rows } = await boss.getDb().executeSql(isWorkedOnSql, values)
  return rows.length > 0
}
