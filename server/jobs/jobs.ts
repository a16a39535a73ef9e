import type { PgBoss, QueueResult } from 'pg-boss'
import { StudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import { noTracer, type Tracer } from '#server/base/tracing.ts'
import type { Events } from '#server/events/events.ts'
import type { AnyTransaction } from '#server/events/transaction.ts'
import type { Connection } from '#server/storage/database-client.ts'
import { type AddOptions, addJob, addJobs, type NewJob } from './add-jobs.ts'
import { askBoss, makeWithDeadLetters, openBoss, toBossDatabase } from './boss.ts'
import { cancelJobsOf, cancelJobsWith, cancelledTopic } from './cancel-group.ts'
import { openClaims } from './claims.ts'
import { type Awaited, endStranded } from './end-stranded.ts'
import { lookAfterOrphans } from './orphans.ts'
import { deadLettersOf, type JobOptions, type Queue } from './queue.ts'
import type { RunNeeds } from './run-job.ts'
import { openWaker } from './wake-for-due.ts'
import { startGivingUp, startWork, type Work } from './work-queue.ts'
import { isWorkedOn, listWorkedOn, type WhichJob } from './worked-on.ts'

export interface JobsNeeds {
  connection: Connection
  events: Events
  log: Log
  /** Told how long jobs take. */
  tracer?: Tracer
  /** A web process only adds and cancels; a worker also works, and looks after what dead workers left. */
  role: 'web' | 'worker'
  /**
   * Whether what jobs do finds the database, which may be by another way than the queue's: asked before a run that follows one
   * which did not find it. @throws StudioError `database_unavailable`
   */
  requireDatabase?(): Promise<void>
  /** How long closing waits for running jobs before it aborts them; 20 seconds when not given. */
  stopLimitSeconds?: number
  /** How long a job that was cancelled, or has run out of time, is waited for before its worker takes others; 30 seconds when not given. */
  leaveSeconds?: number
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
  addMany<Data extends object>(queue: Queue<Data>, jobs: NewJob<Data>[], options?: AddOptions): Promise<number>
  /**
   * Cancels what waits or runs of a group, in all processes, and answers how many jobs that were. A running job's signal
   * is aborted. A handler that adds jobs to its own group does so in the transaction that it completes in; then nothing
   * of a cancelled group comes after.
   */
  cancelGroup(group: string, options?: { inTransaction?: AnyTransaction }): Promise<number>
  /**
   * Cancels the jobs of a queue that have this in their data, whatever their groups, and answers the data of each; one that runs
   * learns of it within a second. A queue that is called like a family means all of it.
   * @param options `alsoGivingUp`: also what waits to be given up, which would fail what the same thing is asked for next
   */
  cancelWith<Data extends object>(
    queue: Queue<Data>,
    withData: Partial<Data>,
    options?: { inTransaction?: AnyTransaction; alsoGivingUp?: boolean },
  ): Promise<Data[]>
  /** Begins to work on a queue and to give up its family's dead letters, until the jobs are closed. */
  work<Data extends object>(work: Work<Data>): Promise<void>
  /**
   * What jobs that wait, run or are yet to be given up work for: the values of a field of their data, such as
   * `conversionId`. What is under way and not among them will never end by itself.
   * @param queue whose jobs alone are meant
   */
  listWorkedOn(field: string, queue?: Queue): Promise<Set<string>>
  /** Whether such a job waits, runs or is yet to be given up. */
  isWorkedOn(which: WhichJob): Promise<boolean>
  /** Does something when the jobs are closed, after the running ones have ended. */
  defer(act: () => Promise<void>): void
  /** Begins to end outcomes that no job will end any more, until the jobs are closed. */
  endStranded(kinds: Awaited<string>[]): void
}

const stopLimitSeconds = 20
const leaveSeconds = 30
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
  const waker = works ? opening.use(openWaker(boss, needs.log)) : undefined
  const make = rememberMade(boss)
  const givingUp = new Set<string>()
  const afterwards: (() => Promise<void>)[] = []
  const opened = opening.move()
  return {
    async add(queue, data, options = {}) {
      await make(queue)
      return askBoss(addJob(boss, queue, { ...options, data }, options))
    },
    async addMany(queue, jobs, options = {}) {
      await make(queue)
      return askBoss(addJobs(boss, queue, jobs, options))
    },
    async cancelGroup(group, { inTransaction } = {}) {
      const cancelled = await askBoss(cancelJobsOf(toBossDatabase(inTransaction).db ?? boss.getDb(), group))
      await needs.events.publish({ topic: cancelledTopic(group), payload: null }, { inTransaction })
      return cancelled
    },
    async cancelWith(queue, withData, { inTransaction, alsoGivingUp = false } = {}) {
      const db = toBossDatabase(inTransaction).db ?? boss.getDb()
      const cancelled = await askBoss(cancelJobsWith(db, queue, withData))
      if (!alsoGivingUp) return cancelled
      return [...cancelled, ...(await askBoss(cancelJobsWith(db, deadLettersOf(queue), withData)))]
    },
    async work(work) {
      const { queue } = work
      if (!claims || !waker) throw new StudioError('internal_error', `A web process does not work on ${queue.name}.`)
      await make(queue)
      const tracer = needs.tracer ?? noTracer
      const ends = {
        closing: closing.signal,
        stopping: stopping.signal,
        leaveSeconds: needs.leaveSeconds ?? leaveSeconds,
      }
      const run: RunNeeds = { ...needs, tracer, boss, claims, waker, ...ends }
      opened.defer(await startWork(run, work))
      if (givingUp.has(queue.family)) return
      givingUp.add(queue.family)
      opened.defer(await startGivingUp(run, work))
    },
    listWorkedOn: (field, queue) => askBoss(listWorkedOn(boss, field, queue)),
    isWorkedOn: (which) => askBoss(isWorkedOn(boss, which)),
    defer: (act) => void afterwards.push(act),
    endStranded: (kinds) => void opened.use(endStranded(kinds, needs.log)),
    async [Symbol.asyncDispose]() {
      closing.abort()
      await opened.disposeAsync()
      for (const act of afterwards) await act()
    },
  }
}

/** Makes each queue with its dead letters once per process, when it is first used. Looks once which there are: mostly all. */
function rememberMade(boss: PgBoss): (queue: Queue) => Promise<void> {
  const made = new Map<string, Promise<void>>()
  let seen: Promise<QueueResult[]> | undefined
  const look = () => {
    seen ??= boss.getQueues()
    return seen.catch((error) => {
      seen = undefined
      throw error
    })
  }
  return async (queue) => {
    const making = made.get(queue.name) ?? askBoss(look().then((found) => makeWithDeadLetters(boss, queue, found)))
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
