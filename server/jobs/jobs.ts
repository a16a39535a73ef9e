import type { PgBoss } from 'pg-boss'
import { StudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import type { Events } from '#server/events/events.ts'
import type { Connection } from '#server/events/session.ts'
import type { AnyTransaction } from '#server/events/transaction.ts'
import { type AddOptions, addFlow, addJob, addJobs } from './add-jobs.ts'
import { makeQueue, openBoss, toBossDatabase } from './boss.ts'
import { cancelJobsOf, cancelledTopic } from './cancel-group.ts'
import { openClaims } from './claims.ts'
import { lookAfterOrphans } from './orphans.ts'
import { type JobOptions, type NewJob, newJob, type Queue } from './queue.ts'
import type { JobHandler, RunNeeds } from './run-job.ts'
import { startWorker, type WorkOptions } from './work-queue.ts'

export interface JobsNeeds {
  connection: Connection
  events: Events
  log: Log
  /** A web process only adds and cancels; a worker also works, and looks after what dead workers left. */
  role: 'web' | 'worker'
  /** How long closing waits for running jobs before it aborts them; 20 seconds when not given. */
  stopLimitSeconds?: number
}

/**
 * The queue. A job runs at least once and may run again after a failure or the death of its worker, so a handler repeats
 * safely what it did before, or ends with `run.completeIn`.
 * Closing takes no new jobs and lets the running ones end; what does not end within the limit is put back.
 */
export interface Jobs extends AsyncDisposable {
  /** Adds a job and answers its id; undefined when one with the same `onlyOnePer` already waits or runs. */
  add<Data extends object>(
    queue: Queue<Data>,
    data: Data,
    options?: JobOptions & AddOptions,
  ): Promise<string | undefined>
  /** Adds any number of jobs in one statement, and answers how many were not already there (see `onlyOnePer`). */
  addMany<Data extends object>(
    queue: Queue<Data>,
    jobs: ({ data: Data } & JobOptions)[],
    options?: AddOptions,
  ): Promise<number>
  /**
   * Adds jobs, and a last one that starts when all of them have succeeded. Where one fails for good, the last one waits
   * for ever: cancel the group from the dead letter queue.
   */
  addFlow(children: NewJob[], last: NewJob, options?: AddOptions): Promise<void>
  /**
   * Cancels what waits or runs of a group, in all processes, and answers how many jobs that were. A running job's signal
   * is aborted. A handler that adds jobs to its own group does so in the transaction that it completes in; then nothing
   * of a cancelled group comes after.
   */
  cancelGroup(group: string, options?: { inTransaction?: AnyTransaction }): Promise<number>
  /** Begins to work on a queue, until the jobs are closed. */
  work<Data extends object>(queue: Queue<Data>, options: WorkOptions, handler: JobHandler<Data>): Promise<void>
}

const stopLimitSeconds = 20
/** What a handler gets after its signal was aborted because the process stops. */
const lastSeconds = 5

/** Opens the queue, making its tables when they are not there. */
export async function openJobs(needs: JobsNeeds): Promise<Jobs> {
  await using opening = new AsyncDisposableStack()
  const works = needs.role === 'worker'
  const claims = works ? opening.use(await openClaims(needs)) : undefined
  const boss = await openBoss({ ...needs, works })
  const closing = new AbortController()
  const stopping = new AbortController()
  opening.defer(() => closeBoss(boss, stopping, needs.stopLimitSeconds ?? stopLimitSeconds))
  if (works) opening.use(lookAfterOrphans(boss, needs.log))
  const make = rememberMade(boss)
  const opened = opening.move()
  return {
    async add(queue, data, options = {}) {
      await make(queue)
      return addJob(boss, newJob(queue, data, options), options)
    },
    async addMany(queue, jobs, options = {}) {
      await make(queue)
      const newJobs = jobs.map(({ data, ...of }) => newJob(queue, data, of))
      return addJobs(boss, queue.name, newJobs, options)
    },
    async addFlow(children, last, options = {}) {
      for (const job of [...children, last]) await make(job.queue)
      await addFlow(boss, children, last, options)
    },
    async cancelGroup(group, { inTransaction } = {}) {
      const cancelled = await cancelJobsOf(toBossDatabase(inTransaction).db ?? boss.getDb(), group)
      await needs.events.publish({ topic: cancelledTopic(group), payload: null }, { inTransaction })
      return cancelled
    },
    async work(queue, options, handler) {
      if (!claims) throw new StudioError('internal_error', `A web process does not work on ${queue.name}.`)
      await make(queue)
      const run: RunNeeds = { ...needs, boss, claims, closing: closing.signal, stopping: stopping.signal }
      for (let worker = 0; worker < options.concurrency; worker++) {
        opened.defer(await startWorker(run, queue, options, handler))
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      await opened.disposeAsync()
    },
  }
}

/** Makes each queue once per process, when it is first used. */
function rememberMade(boss: PgBoss): (queue: Queue) => Promise<void> {
  const made = new Map<string, Promise<void>>()
  return async (queue) => {
    const making = made.get(queue.name) ?? makeQueue(boss, queue)
    made.set(queue.name, making)
    await making.catch((error) => {
      made.delete(queue.name)
      throw error
    })
  }
}

async function closeBoss(boss: PgBoss, stopping: AbortController, limitSeconds: number): Promise<void> {
  const timer = setTimeout(() => stopping.abort(), limitSeconds * 1000)
  await boss.stop({ graceful: true, timeout: (limitSeconds + lastSeconds) * 1000 })
  clearTimeout(timer)
}
