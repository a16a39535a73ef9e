import { sql } from 'drizzle-orm'
import type { Config } from '#server/base/config.ts'
import { version } from '#server/base/version.ts'
import { countRunningJobs, listQueueLengths, type QueueLength } from '#server/jobs/read-queues.ts'
import type { Database } from '#server/storage/database.ts'
import { type LivingWorker, listLivingWorkers } from '#server/voices/worker-voices.ts'
import { readStorageSums, type StorageSums } from './read-storage.ts'

export interface WorkerStatus extends LivingWorker {
  /** How many jobs it runs at this moment. */
  jobCount: number
}

/** How a studio is, over all its processes and machines. */
export interface StudioStatus {
  version: string
  /** Such as `PostgreSQL 18.4`. */
  database: string
  workers: WorkerStatus[]
  queues: QueueLength[]
  storage: StorageSums
}

/** Reads everything from the database, so that it is the same on whichever machine it is asked. */
export async function readStatus(needs: { db: Database; config: Config }): Promise<StudioStatus> {
  const { db } = needs
  const [database, now, storage] = await Promise.all([
    readServerVersion(db),
    readQueuesAndWorkers(db),
    readStorageSums(needs),
  ])
  return { version, database, ...now, storage }
}

/** What is going on. */
export async function readQueuesAndWorkers(db: Database): Promise<Pick<StudioStatus, 'workers' | 'queues'>> {
  const [living, running, queues] = await Promise.all([
    listLivingWorkers(db),
    countRunningJobs(db),
    listQueueLengths(db),
  ])
  const workers = living.map((worker) => ({ ...worker, jobCount: running.get(worker.process ?? '') ?? 0 }))
  return { workers, queues }
}

async function readServerVersion(db: Database): Promise<string> {
  const { rows } = await db.execute<{ version: string }>(
    sql`select split_part(current_setting('server_version'), ' ', 1) as version`,
  )
  return `PostgreSQL ${rows[0]!.version}`
}
