import type { JobWithMetadata, PgBoss } from 'pg-boss'
import { retryOf, StudioError, toStudioError } from '#server/base/errors.ts'
import { workOptions } from './boss.ts'
import { deadLettersOf, type Queue } from './queue.ts'
import { type JobEnd, type JobFailure, type JobHandler, type RunNeeds, runJob } from './run-job.ts'

/** What a worker does with the jobs of a queue. Whoever takes them on says what becomes of those that nobody can do. */
export interface Work<Data extends object> {
  queue: Queue<Data>
  /** How many jobs of the queue this process runs at the same time. */
  concurrency: number
  run: JobHandler<Data>
  /**
   * Ends what a job was for when it has failed for good: writes the reason on what people look at. Tried again until it
   * succeeds; safe to run again. Where the same may be begun anew under the same id, it ends `run` together with what it
   * writes: else its second run could fail what was begun after the first.
   */
  giveUp(data: Data, failure: JobFailure, run: JobEnd): Promise<void>
}

/** Starts to work on a queue and answers how to take no more. */
export async function startWork<Data extends object>(needs: RunNeeds, work: Work<Data>): Promise<() => Promise<void>> {
  const stops: (() => Promise<void>)[] = []
  for (let worker = 0; worker < work.concurrency; worker++) stops.push(await startWorker(needs, work.queue, work.run))
  return async () => void (await Promise.all(stops.map((stop) => stop())))
}

const unknownFailure: JobFailure = { code: 'internal_error', message: 'Its worker died several times.' }

/** Starts to give up what has failed for good in the family of a queue, and answers how to take no more. */
export function startGivingUp<Data extends object>(
  needs: RunNeeds,
  { queue, giveUp }: Work<Data>,
): Promise<() => Promise<void>> {
  return startWorker(needs, deadLettersOf(queue), async (data, run) => {
    await giveUp(data, run.previousError ?? unknownFailure, run).catch(tryAgain)
  })
}

/** Whoever is to blame, it is tried again: else nobody would ever be told. */
function tryAgain(thrown: unknown): never {
  if (retryOf(thrown) !== 'never') throw thrown
  throw new StudioError('internal_error', `It could not be given up: ${toStudioError(thrown).message}`, {
    cause: thrown,
  })
}

/**
 * Starts a worker that runs one job after the other. Ending a job wakes it, so that short jobs follow each other without
 * a pause; pg-boss only allows that for workers with ids of their own.
 */
async function startWorker<Data extends object>(
  needs: RunNeeds,
  queue: Queue<Data>,
  handler: JobHandler<Data>,
): Promise<() => Promise<void>> {
  let workerId = ''
  const run = async (jobs: JobWithMetadata<Data>[]) => {
    try {
      return await Promise.all(jobs.map((job) => runJob(needs, job, handler)))
    } finally {
      needs.boss.notifyWorker(workerId)
    }
  }
  const { concurrencyOfGroup } = queue
  const options = { ...workOptions, ...(concurrencyOfGroup && { groupConcurrency: concurrencyOfGroup }) }
  workerId = await needs.boss.work<Data, unknown, typeof options>(queue.name, options, run)
  needs.waker.add(queue.name, workerId)
  return () => stopWorker(needs.boss, queue, workerId)
}

async function stopWorker(boss: PgBoss, queue: Queue, id: string): Promise<void> {
  await boss.offWork(queue.name, { id, wait: false })
}
