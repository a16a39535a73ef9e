import type { PgBoss } from 'pg-boss'
import type { Log } from '#server/base/log.ts'
import { bossSchema } from './boss.ts'
import { inRounds } from './in-rounds.ts'

/** Wakes the workers of this process for jobs that are due though nobody announced them: a retry whose pause is over, say. */
export interface Waker extends AsyncDisposable {
  /** @param workerId of pg-boss */
  add(queueName: string, workerId: string): void
}

const dueSql = `
  select queue.name from unnest($1::text[]) as queue (name)
  where exists (
    select from ${bossSchema}.job
    where job.name = queue.name and state < 'active' and not blocked and start_after <= now())`

const roundMilliseconds = 1000

/**
 * Looks every second until it is closed, in one statement for all workers: if each looked for itself, a process that has
 * nothing to do would keep the database busy with dozens of statements a second.
 */
export function openWaker(boss: PgBoss, log: Log): Waker {
  const queueOf = new Map<string, string>()
  const rounds = inRounds(roundMilliseconds, async () => {
    const due = await findDue(boss, new Set(queueOf.values())).catch((err): string[] => {
      log.debug({ err }, 'Looking for jobs that are due failed.')
      return []
    })
    for (const [workerId, queueName] of queueOf) if (due.includes(queueName)) boss.notifyWorker(workerId)
  })
  return {
    add: (queueName, workerId) => void queueOf.set(workerId, queueName),
    [Symbol.asyncDispose]: () => rounds[Symbol.asyncDispose](),
  }
}

async function findDue(boss: PgBoss, queueNames: Set<string>): Promise<string[]> {
  if (queueNames.size === 0) return []
  const { rows } = await boss.getDb().executeSql(dueSql, [[...queueNames]])
  return rows.map(({ name }) => name)
}
