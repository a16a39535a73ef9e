import { sql } from 'drizzle-orm'
import type { Database } from '#server/storage/database.ts'
import { bossSchema } from './boss.ts'

/** How much there is to do of one kind of work. */
export interface QueueLength {
  name: string
  waiting: number
  working: number
}

const schema = sql.raw(bossSchema)

/** All queues that were ever used, by name; none before the first job. */
export async function listQueueLengths(db: Database): Promise<QueueLength[]> {
  const { rows: found } = await db.execute<{ isThere: boolean }>(
    sql`select to_regclass(${`${bossSchema}.job`}) is not null as "isThere"`,
  )
  if (!found[0]!.isThere) return []
  const { rows } = await db.execute<QueueLength & Record<string, unknown>>(sql`
    select queue.name, count(job.id) filter (where job.state < 'active')::int as waiting,
      count(job.id) filter (where job.state = 'active')::int as working
    from ${schema}.queue left join ${schema}.job on job.name = queue.name and job.state < 'completed'
    group by queue.name order by queue.name`)
  return rows
}

/** How many jobs each process runs at this moment, by how its connections begin: the claims that it holds (claims.ts). */
export async function countRunningJobs(db: Database): Promise<Map<string, number>> {
  const { rows } = await db.execute<{ process: string; jobs: number }>(sql`
    select split_part(application_name, ' ', 1) as process, count(*)::int as jobs
    from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and granted and application_name like 'lectern/% claims'
      and pg_stat_activity.datname = current_database()
    group by 1`)
  return new Map(rows.map(({ process, jobs }) => [process, jobs]))
}
