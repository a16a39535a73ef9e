import { StudioError } from '#server/base/errors.ts'
import { workOptions } from './boss.ts'
import { workTopic } from './flow.ts'
import type { Queue } from './queue.ts'
import { type JobHandler, type RunNeeds, runJob } from './run-job.ts'

export interface WorkOptions {
  /** How many jobs of the queue this process runs at the same time. */
  concurrency: number
  /** Whether a job that failed so may succeed later. Not the errors that blame the request (HTTP 4xx), when not given. */
  isWorthRetrying?: (error: unknown) => boolean
}

/**
 * Starts a worker that runs one job after the other, and answers how to make it take no more. Ending a job wakes it, so
 * that short jobs follow each other without the pause of a poll; pg-boss only allows that for workers with ids of their
 * own.
 */
export async function startWorker<Data extends object>(
  needs: RunNeeds,
  queue: Queue<Data>,
  { isWorthRetrying = isNotTheRequestsFault }: WorkOptions,
  handler: JobHandler<Data>,
): Promise<() => Promise<void>> {
  let workerId = ''
  const wake = () => needs.boss.notifyWorker(workerId)
  workerId = await needs.boss.work<Data, unknown, typeof workOptions>(queue.name, workOptions, async (jobs) => {
    try {
      return await Promise.all(jobs.map((job) => runJob(needs, job, handler, isWorthRetrying)))
    } finally {
      wake()
    }
  })
  const stopListening = needs.events.subscribe(workTopic(queue.name), wake)
  return async () => {
    stopListening()
    await needs.boss.offWork(queue.name, { id: workerId, wait: false })
  }
}

function isNotTheRequestsFault(error: unknown): boolean {
  return !(error instanceof StudioError) || error.http >= 500 || error.http === 429
}
