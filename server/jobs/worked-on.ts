import type { PgBoss } from 'pg-boss'
import { bossSchema } from './boss.ts'

const workedOnSql = `
  select distinct data->>$1 as id from ${bossSchema}.job
  where state < 'completed' and data->>$1 is not null and name in (select name from ${bossSchema}.queue)`

/** The values of a field of the data of all jobs that wait, run, or are dead letters yet to be given up. */
export async function listWorkedOn(boss: PgBoss, field: string): Promise<Set<string>> {
  const { rows } = await boss.getDb().executeSql(workedOnSql, [field])
  return new Set(rows.map(({ id }) => id))
}
