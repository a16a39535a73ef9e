import type { PgBoss } from 'pg-boss'
import type { Log } from '#server/base/log.ts'
import type { Events, Topic } from '#server/events/events.ts'
import type { Attempt } from './claims.ts'

/** Told when a queue has work that pg-boss itself does not announce. */
export function workTopic(queueName: string): Topic {
  return `work:${queueName}`
}

/**
 * Completes a job that others wait for and lets those start at once. Without it they start too, but one to two seconds
 * later: pg-boss looks for them once a second, and does not wake their workers.
 */
export async function releaseDependents(
  needs: { boss: PgBoss; events: Events; log: Log },
  job: Attempt,
): Promise<void> {
  await needs.boss.complete(job.name, job)
  try {
    await needs.boss.resolveFlow()
    const dependents = await needs.boss.getDependents(job.name, job.id)
    const queues = new Set(dependents.map((dependent) => dependent.name))
    for (const queue of queues) await needs.events.publish({ topic: workTopic(queue), payload: null })
  } catch (error) {
    needs.log.warn({ err: error }, 'The jobs that waited for another start a little later.')
  }
}
