import type { ChildProcess } from 'node:child_process'
import { openTurns } from '../turns.ts'
import { openEarlyProcesses } from './early-processes.ts'
import { openIdleProcesses } from './idle-processes.ts'
import {
  ask,
  endProcess,
  JobTookTooLong,
  mostStartSeconds,
  ProcessDied,
  type Reply,
  startProcess,
} from './model-process.ts'

export interface ProcessPool<Job, Result> {
  /**
   * Has one of the processes do a job. Aborting kills that process at once; the others go on.
   * @param seconds of computing that the job may take, without the loading of the model: see `limitCompute`
   * @throws ProcessDied when the process ended on its own; JobTookTooLong; the signal's reason when aborted; Error with what
   *   the process replied
   */
  run(job: Job, seconds: number, signal: AbortSignal): Promise<Result>
  /**
   * Has processes ready: starts those that do not run, one after the other, and has each do a job; those that run idle on for
   * longer. From now on one that ends amidst its work is replaced as soon as no job runs.
   * @returns when the first one is ready; the others follow when no job runs
   * @throws as `run`
   */
  prepare(job: Job, signal: AbortSignal): Promise<void>
  /** From now on processes find other settings; those with the old ones end as soon as they are idle. */
  renew(settings: unknown): void
  close(): Promise<void>
}

interface Processes {
  /** A module that calls `answerJobs`. */
  script: string
  /** What the script finds in `readSettings()`; plain data. */
  settings: unknown
  /** The most that run at once; each is started when first needed and never keeps this process alive while it is idle. */
  processes: number
  /** How long one may do nothing before it is ended; five minutes unless told. */
  idleSeconds?: number
  /** One that holds more after a job is ended; 1.2 GB unless told. */
  mostMemoryBytes?: number
  /** Told of each that ended amidst its work, or was ended since its work did not. */
  onDeath?: () => void
}

/** Processes that each do one job at a time and end with this one, however it ends. */
export function openProcessPool<Job, Result>(options: Processes): ProcessPool<Job, Result> {
  const { script, processes, idleSeconds = 300, mostMemoryBytes = 1.2e9, onDeath } = options
  let { settings } = options
  const alive = new Set<ChildProcess>()
  const outdated = new WeakSet<ChildProcess>()
  const hasWorked = new WeakSet<ChildProcess>()
  const idle = openIdleProcesses(idleSeconds)
  const turns = openTurns(processes)
  let runningJobs = 0
  let isClosed = false
  const early = openEarlyProcesses<Job, Result>({
    alive,
    most: processes,
    start,
    keep,
    isAtRest: () => runningJobs === 0 && !isClosed,
    load: (child, job, signal) => askOrTell(child, job, mostStartSeconds, signal),
  })

  function start(): ChildProcess {
    const child = startProcess(script, settings)
    alive.add(child)
    early.started()
    child.once('exit', () => {
      alive.delete(child)
      const wasIdle = idle.take((one) => one === child) !== undefined
      // One that ends of its loading would do so again.
      if (!wasIdle && hasWorked.has(child)) early.lost()
      void early.fill()
    })
    return child
  }

  function keep(child: ChildProcess, memoryBytes: number): void {
    if (memoryBytes > mostMemoryBytes || isClosed || outdated.has(child)) child.kill('SIGKILL')
    else idle.add(child)
  }

  async function inTurn<Answer>(signal: AbortSignal, work: () => Promise<Answer>): Promise<Answer> {
    await turns.take(signal)
    runningJobs++
    try {
      if (isClosed) throw new Error('The processes are closed.')
      return await work()
    } finally {
      runningJobs--
      turns.giveBack()
      void early.fill()
    }
  }

  async function askOrTell(...request: Parameters<typeof ask<Result>>): Promise<Reply<Result>> {
    return ask<Result>(...request).catch((thrown) => {
      if (thrown instanceof ProcessDied || thrown instanceof JobTookTooLong) onDeath?.()
      throw thrown
    })
  }

  return {
    run(job, seconds, signal) {
      return inTurn(signal, async () => {
        const child = idle.take((one) => one.connected) ?? (await early.take(signal)) ?? start()
        hasWorked.add(child)
        const reply = await askOrTell(child, job, seconds, signal)
        keep(child, reply.memoryBytes)
        if ('error' in reply) throw new Error(reply.error)
        return reply.result
      })
    },
    async prepare(job, signal) {
      if (isClosed) return
      idle.refresh()
      await early.prepare(job, signal)
    },
    renew(changed) {
      settings = changed
      for (const child of alive) outdated.add(child)
      for (let child = idle.take(); child; child = idle.take()) child.kill('SIGKILL')
    },
    async close() {
      isClosed = true
      idle.close()
      await Promise.all([...alive].map(endProcess))
    },
  }
}
