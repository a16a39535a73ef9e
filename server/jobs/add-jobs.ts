import { randomUUID } from 'node:crypto'
import type { PgBoss } from 'pg-boss'
import type { AnyTransaction } from '#server/events/transaction.ts'
import { toBossDatabase } from './boss.ts'
import type { JobOptions, NewJob } from './queue.ts'

export interface AddOptions {
  /** The jobs exist when this transaction commits. */
  inTransaction?: AnyTransaction
}

/** Adds one job and answers its id; undefined when `onlyOnePer` already waits or runs. */
export async function addJob(boss: PgBoss, job: NewJob, options: AddOptions): Promise<string | undefined> {
  const sent = await boss.send(job.queue.name, job.data, {
    ...toBossOptions(job),
    ...toBossDatabase(options.inTransaction),
  })
  return sent ?? undefined
}

/** Adds jobs of one queue in one statement and answers how many there were to add. */
export async function addJobs(boss: PgBoss, queueName: string, jobs: NewJob[], options: AddOptions): Promise<number> {
  if (jobs.length === 0) return 0
  const rows = jobs.map((job) => ({ data: job.data, ...toBossOptions(job) }))
  const ids = await boss.insert(queueName, rows, { returnId: true, ...toBossDatabase(options.inTransaction) })
  return ids?.length ?? 0
}

/** Adds children, and a last job that waits until all of them have succeeded, all or nothing. */
export async function addFlow(boss: PgBoss, children: NewJob[], last: NewJob, options: AddOptions): Promise<void> {
  if (children.length === 0) return void (await addJob(boss, last, options))
  const flow = [...children, last].map((job, index) => ({
    ref: String(index),
    name: job.queue.name,
    data: job.data,
    options: toBossOptions(job),
  }))
  const dependsOn = children.map((_, index) => String(index))
  await boss.flow([...flow.slice(0, -1), { ...flow.at(-1)!, dependsOn }], toBossDatabase(options.inTransaction))
}

/** In an `exclusive` queue jobs without a key would exclude each other. */
function toBossOptions({ priority, onlyOnePer, group }: JobOptions) {
  return {
    priority: priority ?? 0,
    singletonKey: onlyOnePer === undefined ? randomUUID() : `only ${onlyOnePer}`,
    ...(group === undefined ? {} : { group: { id: group } }),
  }
}
