import type { Transaction } from '#server/storage/database.ts'
import type { Jobs } from './jobs.ts'
import type { Queue } from './queue.ts'

/**
 * Adds a job of a queue whose jobs may take long: those of one key take turns with those of others.
 * @param asker the hash of a key; nobody's when not given
 * @param id of what the job is for, which makes it a group and a trace of its own
 */
export async function addInTurn<Data extends object>(
  { db, jobs }: { db: Transaction; jobs: Jobs },
  queue: Queue<Data>,
  data: Data,
  { asker = '', id }: { asker: string | undefined; id: string },
): Promise<void> {
  const turnsOf = `${queue.name} of ${asker};`
  await jobs.addMany(queue, [{ data, group: turnsOf + id, turnsOf }], { inTransaction: db, takesTurns: true })
}
