import type { JobResult, JobWithMetadata, PgBoss } from 'pg-boss'
import { describeFailure, retryOf, StudioError, toStudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import { newSpanId, type Span, type Tracer, traced } from '#server/base/tracing.ts'
import type { Events } from '#server/events/events.ts'
import type { AnyTransaction } from '#server/events/transaction.ts'
import { toBossDatabase } from './boss.ts'
import { cancelledTopic } from './cancel-group.ts'
import type { Claims } from './claims.ts'
import { type Forgiveness, forgivenessOf, putBack } from './orphans.ts'
import type { Waker } from './wake-for-due.ts'

/** One run of a job, as its handler sees it. */
export interface JobRun {
  readonly id: string
  /** 1 for the first run. */
  readonly attempt: number
  readonly isLastAttempt: boolean
  /** Aborted when the job is cancelled or runs out of time, and when this process cannot wait longer for its end. */
  readonly signal: AbortSignal
  /** Aborted when this process wants to stop: a handler that has kept what it did may throw its reason and go on elsewhere. */
  readonly closing: AbortSignal
  readonly log: Log
  /** Does a part of the work that is told to who traces it. */
  span<Result>(name: string, attributes: Span['attributes'], work: () => Promise<Result>): Promise<Result>
  /** Why the run before failed; in a dead letter queue, why the job failed for good. */
  readonly previousError: JobFailure | undefined
  /**
   * Ends the job in the handler's transaction, as its last statement: what the transaction writes happens exactly once.
   * @throws StudioError `job_cancelled` when the job is not this run's any more; let it roll the transaction back
   */
  completeIn(transaction: AnyTransaction): Promise<void>
}

/** The end of a job as part of a transaction. */
export type JobEnd = Pick<JobRun, 'completeIn'>

export interface JobFailure {
  code: string
  message: string
}

export type JobHandler<Data extends object> = (data: Data, run: JobRun) => Promise<void>

export interface RunNeeds {
  boss: PgBoss
  events: Events
  claims: Claims
  waker: Waker
  log: Log
  tracer: Tracer
  /** Aborted when the process wants to stop. */
  closing: AbortSignal
  /** Aborted when the process stops and its patience is over. */
  stopping: AbortSignal
  /** How long a handler is waited for whose signal is aborted. */
  leaveSeconds: number
  /** As in `JobsNeeds`. */
  requireDatabase?(): Promise<void>
}

/** Runs one job that pg-boss fetched and answers what became of it. */
export async function runJob<Data extends object>(
  needs: RunNeeds,
  job: JobWithMetadata<Data>,
  handler: JobHandler<Data>,
): Promise<JobResult> {
  let hasBegun = false
  try {
    if (await needs.claims.hold(job)) {
      if (isAfterOutage(job)) await needs.requireDatabase?.()
      hasBegun = true
      await callTraced(needs, job, handler)
    }
    return { id: job.id, status: 'completed' }
  } catch (thrown) {
    const forgiveness = forgivenessOf(thrown, hasBegun)
    if (isToldToStop(needs, thrown)) await putBack(needs.boss, job)
    else if (forgiveness) await forgive(needs, job, thrown, forgiveness)
    else if (await isTakenOver(needs, job))
      needs.log.info(fieldsOf(job), 'A job was cancelled, or went to another worker.')
    else report(needs.log, job, thrown)
    const status = retryOf(thrown) === 'never' && !forgiveness ? 'deadletter' : 'failed'
    return { id: job.id, status, output: describeFailure(thrown) }
  } finally {
    needs.claims.release(job)
  }
}

function isAfterOutage({ output }: JobWithMetadata<object>): boolean {
  return toFailure(output)?.code === 'database_unavailable'
}

async function forgive(
  { boss, log }: RunNeeds,
  job: JobWithMetadata<object>,
  thrown: unknown,
  forgiveness: Forgiveness,
): Promise<void> {
  const failure = describeFailure(thrown)
  // Of the database its sessions tell, unless they go another way.
  const isAway = ['storage_unavailable', 'database_unavailable'].includes(failure.code)
  if (isAway && forgiveness.cause === 'absence') log.info(fieldsOf(job), `A job waits: ${failure.message}`)
  await putBack(boss, job, forgiveness, failure)
}

/** A job does not fail because its worker stops, however often one does. */
function isToldToStop({ closing, stopping }: RunNeeds, thrown: unknown): boolean {
  return stopping.aborted || (closing.aborted && thrown === closing.reason)
}

/** What then goes wrong says nothing about the job. */
async function isTakenOver({ claims }: RunNeeds, job: JobWithMetadata<object>): Promise<boolean> {
  return job.signal.aborted && !(await claims.isOurs(job))
}

function fieldsOf(job: JobWithMetadata<object>) {
  return { queue: job.name, jobId: job.id, attempt: job.retryCount + 1 }
}

function report(log: Log, job: JobWithMetadata<object>, thrown: unknown): void {
  const fields = fieldsOf(job)
  const { code, message } = toStudioError(thrown)
  if (code === 'job_cancelled') log.info(fields, 'A job was cancelled.')
  else if (retryOf(thrown) === 'never') log.info({ ...fields, code }, `A job could not be done: ${message}`)
  else log.warn({ ...fields, err: thrown }, `A job failed: ${message}`)
}

/** Jobs of one group are one trace. Those of a conversion are parts of what is told of it when it ends. */
async function callTraced<Data extends object>(
  needs: RunNeeds,
  job: JobWithMetadata<Data>,
  handler: JobHandler<Data>,
): Promise<void> {
  const id = newSpanId()
  const attributes = { 'job.id': job.id, 'job.attempt': job.retryCount + 1 }
  const parentId = 'conversionId' in job.data ? undefined : null
  const about = { trace: job.groupId ?? job.id, name: job.name, id, parentId, attributes }
  await traced(needs.tracer, about, () => callHandler(needs, job, handler, id))
}

async function callHandler<Data extends object>(
  needs: RunNeeds,
  job: JobWithMetadata<Data>,
  handler: JobHandler<Data>,
  spanId: string,
): Promise<void> {
  const cancel = new AbortController()
  const stopListening = listenForCancel(needs, job, cancel)
  const signal = AbortSignal.any([job.signal, cancel.signal, needs.stopping])
  try {
    await untilLeft(handler(job.data, toRun(needs, job, signal, spanId)), signal, needs.leaveSeconds)
  } finally {
    stopListening()
  }
}

/**
 * Waits for a handler, but not for ever once its signal is aborted: one that hangs in something that never answers is left, so that
 * its worker takes other jobs. What it does when it wakes up changes nothing, as with whoever was overtaken.
 */
async function untilLeft(handling: Promise<void>, signal: AbortSignal, seconds: number): Promise<void> {
  const { promise: left, reject } = Promise.withResolvers<never>()
  let timer: NodeJS.Timeout | undefined
  const begin = () => (timer = setTimeout(() => reject(signal.reason), seconds * 1000))
  signal.addEventListener('abort', begin, { once: true })
  if (signal.aborted) begin()
  try {
    await Promise.race([handling, left])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', begin)
  }
}

/** An event, or a time without any, is a reason to look; a job added to the group after it was cancelled goes on. */
function listenForCancel(needs: RunNeeds, job: JobWithMetadata<object>, cancel: AbortController): () => void {
  if (!job.groupId) return () => {}
  return needs.events.subscribe(cancelledTopic(job.groupId), async () => {
    if (!(await needs.claims.isOurs(job))) cancel.abort(cancelled(job))
  })
}

function toRun(needs: RunNeeds, job: JobWithMetadata<object>, signal: AbortSignal, spanId: string): JobRun {
  return {
    id: job.id,
    attempt: job.retryCount + 1,
    isLastAttempt: job.retryCount >= job.retryLimit,
    signal,
    closing: needs.closing,
    log: needs.log.child({ queue: job.name, jobId: job.id }),
    span: (name, attributes, work) =>
      traced(needs.tracer, { trace: job.groupId ?? job.id, name, attributes, parentId: spanId }, work),
    previousError: toFailure(job.sourceOutput ?? job.output),
    async completeIn(transaction) {
      const answer = await needs.boss.complete(job.name, job, null, toBossDatabase(transaction))
      // There, but missing from pg-boss's types.
      const { affected } = answer as { affected: number }
      if (affected === 0) throw cancelled(job)
    },
  }
}

/** What a failed run left: our code and message, or what pg-boss wrote when it ended the run. */
function toFailure(output: unknown): JobFailure | undefined {
  if (typeof output !== 'object' || output === null) return undefined
  const { code, message, value } = output as { code?: string; message?: string; value?: unknown }
  if (message === undefined) return toFailure(value)
  return { code: code ?? 'internal_error', message }
}

function cancelled(job: { name: string; id: string }): StudioError {
  return new StudioError('job_cancelled', `The job ${job.id} of ${job.name} was cancelled.`)
}
