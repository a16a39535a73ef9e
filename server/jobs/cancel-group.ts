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

/**
 * Cancels what waits or runs of a group and answers how many jobs that were. It asks until nothing is left, twice over:
 * where one round had to wait for a run that was just adding jobs of the group, the next round finds those.
 */
export async function cancelJobsOf(db: Db, group: string): Promise<number> {
  let cancelled = 0
  for (let quietRounds = 0; quietRounds < 2; ) {
    const { rows } = await db.executeSql(cancelSql, [group])
    cancelled += rows.length
    quietRounds = rows.length === 0 ? quietRounds + 1 : 0
  }
  return cancelled
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
  const { rows } = await db.executeSql(cancelWithSql, [name, JSON.stringify(withData)])
  return rows.map(({ data }) => data)
}
