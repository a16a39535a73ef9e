import type { ChildProcess } from 'node:child_process'
import { orAborted } from '#server/base/or-aborted.ts'
import type { Reply } from './model-process.ts'

/** Processes that are started, and have done a job, before somebody needs them. */
export interface EarlyProcesses<Job> {
  /** Starts those that do not run. @returns when the first one is ready; the others follow while there is nothing else to do */
  prepare(job: Job, signal: AbortSignal): Promise<void>
  /** One that loads already is there sooner than one that would be started. @throws as its job; the signal's reason */
  take(signal: AbortSignal): Promise<ChildProcess | undefined>
  /** One was started, by whoever needed it. */
  started(): void
  /** One ended amidst its work: it is missing, if any are to be ready. */
  lost(): void
  /** Starts what is missing, if there is nothing else to do now. */
  fill(): Promise<void>
}

/** What a pool lets do with its processes. */
interface Pool<Job, Result> {
  alive: ReadonlySet<ChildProcess>
  /** The most that may be alive. */
  most: number
  /** Whether there is nothing else to do. */
  isAtRest(): boolean
  start(): ChildProcess
  load(child: ChildProcess, job: Job, signal: AbortSignal): Promise<Reply<Result>>
  /** The process waits for its next job from now on. */
  keep(child: ChildProcess, memoryBytes: number): void
}

export function openEarlyProcesses<Job, Result>(pool: Pool<Job, Result>): EarlyProcesses<Job> {
  /** Those that nobody waits for yet. */
  const loading = new Map<ChildProcess, Promise<Reply<Result>>>()
  let readyWith: Job | undefined
  let missing = 0
  let isFilling = false

  async function startOne(job: Job, signal: AbortSignal): Promise<void> {
    const child = pool.start()
    const loaded = pool.load(child, job, signal)
    loading.set(child, loaded)
    try {
      const reply = await loaded
      if (loading.has(child)) pool.keep(child, reply.memoryBytes)
      if ('error' in reply) throw new Error(reply.error)
    } finally {
      loading.delete(child)
    }
  }

  /** One after the other. Whoever needs one is told what fails. */
  async function fill(): Promise<void> {
    const isMissing = () => missing > 0 && pool.alive.size < pool.most && pool.isAtRest()
    if (isFilling || !isMissing()) return
    isFilling = true
    try {
      while (isMissing()) await startOne(readyWith!, neverAborted)
    } catch {}
    isFilling = false
  }

  return {
    async prepare(job, signal) {
      readyWith = job
      if (pool.alive.size === 0) await startOne(job, signal)
      missing = pool.most - pool.alive.size
      setTimeout(() => void fill(), restMilliseconds).unref()
    },
    async take(signal) {
      const [first] = loading
      if (!first) return undefined
      const [child, loaded] = first
      loading.delete(child)
      try {
        await orAborted(loaded, signal)
        return child
      } catch (thrown) {
        if (signal.aborted && pool.alive.has(child)) loading.set(child, loaded)
        throw thrown
      }
    },
    started() {
      missing = Math.max(0, missing - 1)
    },
    lost() {
      if (readyWith !== undefined) missing++
    },
    fill,
  }
}

/** For whoever waits until the first process is ready: the others are not loaded beside his job. */
const restMilliseconds = 1_000

const neverAborted = new AbortController().signal
