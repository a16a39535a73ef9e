import type { Db } from 'pg-boss'
import type { Topic } from '#server/events/events.ts'
import { bossSchema } from './boss.ts'
import type { Queue } from './queue.ts'

/** Told when jobs of a group were cancelled; the runs of the group listen. */
export function cancelledTopic(group: string): Topic {
  return `job-cancelled:${group}`
}

const cancelSql = `
  update ${bossSchema}.job set state = 'cancelled', completed_on = now()
  where group_id = $1 and state < 'completed' and name in (select name from ${bossSchema}.queue)
  returning 1`

/** Cancels what waits or runs of a group and answers how many jobs that were. */
export async function cancelJobsOf(db: Db, group: string): Promise<number> {
  return (await cancelAll(db, cancelSql, [group])).length
}

const cancelWithSql = `
  update ${bossSchema}.job set state = 'cancelled', completed_on = now()
  where name in (select name from ${bossSchema}.queue where name = $1 or starts_with(name, $1 || '.'))
    and state < 'completed' and data @> $2::jsonb
  returning data`

/** Cancels what waits or runs of a queue, or of those whose family it names, and has this in its data, and answers the data. */
export async function cancelJobsWith<Data extends object>(
  db: Db,
  { name }: Queue<Data>,
  withData: Partial<Data>,
): Promise<Data[]> {
  const cancelled = await cancelAll<{ data: Data }>(db, cancelWithSql, [name, JSON.stringify(withData)])
  return cancelled.map(({ data }) => data)
}

/**
 * Asks until nothing is left, twice over: where one round had to wait for a run that was just adding jobs, or being put back,
 * the next round finds those.
 */
async function cancelAll<Row>(db: Db, statement: string, values: unknown[]): Promise<Row[]> {
  const cancelled: Row[] = []
  for (let quietRounds = 0; quietRounds < 2; ) {
    const { rows } = await db.executeSql(statement, values)
    for (const row of rows) cancelled.push(row)
    quietRounds = rows.length === 0 ? quietRounds + 1 : 0
  }
  return cancelled
}
