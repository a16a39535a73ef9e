import { sql } from 'drizzle-orm'
import type pg from 'pg'
import { describeFailure, retryOf, StudioError } from '#server/base/errors.ts'
import { openLog } from '#server/base/log.ts'
import { callbackQueue } from '#server/callbacks/queue-callback.ts'
import type { JobRun } from '#server/jobs/run-job.ts'
import type { Work } from '#server/jobs/work-queue.ts'
import { startWorking } from '#server/start-working.ts'
import { openDatabase } from '#server/storage/database.ts'
import type { Studio } from '#server/studio.ts'

/** What can happen to a worker before one of its steps. */
export interface Interruption {
  /** It is gone: nothing that it does from now on has any effect. Its job goes back into the queue. */
  die(): void
  /** This step alone fails, after it has done what it does. */
  loseAnswer(): void
  /** This step alone fails. */
  fail(thrown: unknown): void
  /** Another worker does the same job from its beginning to its end. */
  doTwice(): Promise<void>
}

/** A worker whose jobs are run by hand, one after the other; callbacks are left waiting. */
export interface InterruptedWorker extends AsyncDisposable {
  /**
   * Does all that there is to do.
   * @param at before which step `happens` is called, counted from 1: a statement, a file, a job that is added, an event
   * @returns how many steps that took
   */
  work(at?: number, happens?: (one: Interruption) => Promise<unknown>): Promise<number>
}

type Works = Map<string, Work<object>>

/** For a studio that does not work by itself. */
export async function openInterruptedWorker(studio: Studio): Promise<InterruptedWorker> {
  await using opening = new AsyncDisposableStack()
  const own = { connection: studio.config.DATABASE_URL!, applicationName: 'interrupted', poolSize: 4 }
  const { db, pool } = opening.use(await openDatabase({ ...own, log: openLog('silent') }))
  const steps = new Steps()
  pool.on('connect', (client) => steps.countStatements(client))
  const [jobs, files, events] = [steps.count(studio.jobs), steps.count(studio.files), steps.count(studio.events)]
  const works = await listWorks({ ...studio, db, jobs, files, events }, opening)
  const worksOfOther = await listWorks(studio, opening)
  const opened = opening.move()
  return {
    async work(at = 0, happens = async () => {}) {
      steps.begin(at)
      for (let job = await takeJob(studio, works); job; job = await takeJob(studio, works)) {
        const { name } = job
        const twice = job
        steps.happens = () =>
          happens({
            die: () => steps.die(),
            loseAnswer: () => steps.loseAnswer(),
            fail: (thrown) => steps.fail(thrown),
            doTwice: () => doAsWell(studio, worksOfOther.get(name)!, twice),
          })
        await runToEnd(studio, works.get(name)!, job, steps)
      }
      return steps.taken
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** What a worker would do of each queue. */
async function listWorks(studio: Studio, opened: AsyncDisposableStack): Promise<Works> {
  const works: Works = new Map()
  const jobs: Studio['jobs'] = {
    ...studio.jobs,
    work: async (work) => void works.set(work.queue.name, work as unknown as Work<object>),
    defer: (act) => opened.defer(act),
    endStranded: () => {},
  }
  await startWorking({ ...studio, jobs })
  works.delete(callbackQueue.name)
  return works
}

/** Counts what a worker does while it runs a job, and lets something happen once. */
class Steps {
  taken = 0
  happens: () => Promise<unknown> = async () => {}
  #at = 0
  #isRunning = false
  #isDead = false
  #losesAnswer = false
  #fault: unknown

  begin(at: number): void {
    this.#at = at
    this.taken = 0
  }

  die(): void {
    this.#isDead = true
  }

  loseAnswer(): void {
    this.#losesAnswer = true
  }

  fail(thrown: unknown): void {
    this.#fault = thrown
  }

  /** @returns what it failed with, and whether the worker has died of it */
  async run(work: () => Promise<void>): Promise<{ thrown?: unknown; isDead: boolean }> {
    this.#isRunning = true
    const thrown = await work().then(
      () => undefined,
      (error: unknown) => error,
    )
    const isDead = this.#isDead
    this.#isRunning = this.#isDead = false
    return { thrown, isDead }
  }

  async step<Result>(work: () => Promise<Result>): Promise<Result> {
    if (!this.#isRunning) return work()
    if (this.#isDead) throw gone()
    if (++this.taken !== this.#at) return work()
    await this.happens()
    if (this.#isDead) throw gone()
    const fault = this.#fault
    this.#fault = undefined
    if (fault) throw fault
    const answer = await work()
    const isLost = this.#losesAnswer
    this.#losesAnswer = false
    if (isLost) throw gone()
    return answer
  }

  /** A part of the studio, each call of which is a step. */
  count<Part extends object>(part: Part): Part {
    return new Proxy(part, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        if (!counted.includes(String(name))) return value
        return (...args: unknown[]) => this.step(() => value.apply(target, args))
      },
    })
  }

  countStatements(client: pg.PoolClient): void {
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>
    client.query = ((...args: unknown[]) => {
      const tell = args.at(-1)
      if (typeof tell !== 'function') return this.step(() => query(...args))
      this.step(() => query(...args.slice(0, -1))).then(
        (result) => tell(null, result),
        (error) => tell(error),
      )
      return undefined
    }) as never
  }
}

/** Not what answers a stream: nobody would close one that is lost. */
const counted = ['read', 'head', 'put', 'delete', 'add', 'addMany', 'cancelGroup', 'publish']
const gone = () => new StudioError('database_unavailable', 'This worker is gone.')

interface JobRow extends Record<string, unknown> {
  id: string
  name: string
  data: object
  tries: number
}

async function takeJob({ db }: Studio, works: Works): Promise<JobRow | undefined> {
  const { rows } = await db.execute<JobRow>(sql`
    update pgboss.job set state = 'active' where id = (
      select id from pgboss.job where state < 'active' and name = any(${sql.param([...works.keys()])}::text[])
      order by priority desc, created_on, id limit 1)
    returning id, name, data, retry_count as tries`)
  return rows[0]
}

/** Unless it was ended or cancelled meanwhile. */
async function leave({ db }: Studio, { id }: JobRow, state: string, counted = 0): Promise<void> {
  await db.execute(sql`
    update pgboss.job set state = ${state}::pgboss.job_state, retry_count = retry_count + ${counted}
    where id = ${id} and state = 'active'`)
}

async function isOurs({ db }: Studio, { id }: JobRow): Promise<boolean> {
  return (await db.execute(sql`select from pgboss.job where id = ${id} and state = 'active'`)).rows.length > 0
}

async function runToEnd(studio: Studio, work: Work<object>, job: JobRow, steps: Steps): Promise<void> {
  const run = toRun(studio, work, job)
  const { thrown, isDead } = await steps.run(() => work.run(job.data, run))
  const retry = thrown === undefined ? undefined : retryOf(thrown)
  if (isDead || retry === 'uncounted') return leave(studio, job, 'retry')
  if (retry === undefined) return leave(studio, job, 'completed')
  if (retry === 'counted' && !run.isLastAttempt) return leave(studio, job, 'retry', 1)
  while (await isOurs(studio, job)) {
    const ending = await steps.run(() => work.giveUp(job.data, describeFailure(thrown), run))
    if (!ending.isDead && ending.thrown === undefined) await leave(studio, job, 'failed')
  }
}

async function doAsWell(studio: Studio, work: Work<object>, job: JobRow): Promise<void> {
  const { rows } = await studio.db.execute<{ tries: number }>(sql`
    update pgboss.job set retry_count = retry_count + 1 where id = ${job.id} and state = 'active'
    returning retry_count as tries`)
  if (rows.length === 0) return
  const run = work.run(job.data, toRun(studio, work, { ...job, ...rows[0]! }))
  await run.then(
    () => leave(studio, job, 'completed'),
    () => leave(studio, job, 'retry'),
  )
}

function toRun({ log }: Studio, { queue }: Work<object>, { id, tries }: JobRow): JobRun {
  const never = new AbortController().signal
  return {
    id,
    attempt: tries + 1,
    isLastAttempt: tries >= queue.retryLimit,
    signal: never,
    closing: never,
    log,
    previousError: undefined,
    span: (_name, _attributes, work) => work(),
    async completeIn(transaction) {
      const { rows } = await (transaction as Studio['db']).execute(sql`
        update pgboss.job set state = 'completed' where id = ${id} and state = 'active' and retry_count = ${tries}
        returning id`)
      if (rows.length === 0) throw new StudioError('job_cancelled', 'This job is not ours any more.')
    },
  }
}
