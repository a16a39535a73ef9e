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
