import { type ChildProcess, fork } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { orAborted } from '#server/base/or-aborted.ts'
import { limitCompute } from '../compute-limit.ts'
import { openTurns } from '../turns.ts'
import type { ChildMessage } from './answer-jobs.ts'

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

/** The process ended while it had a job: it may be tried again in a new one. */
export class ProcessDied extends Error {}

/** The process was killed because the job did not end. */
export class JobTookTooLong extends Error {}

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

/** How much a process may compute to start and to load its model, on a slow machine. */
const mostStartSeconds = 180

/** Processes that each do one job at a time and end with this one, however it ends. */
export function openProcessPool<Job, Result>(options: Processes): ProcessPool<Job, Result> {
  const { script, processes, idleSeconds = 300, mostMemoryBytes = 1.2e9, onDeath } = options
  let { settings } = options
  const alive = new Set<ChildProcess>()
  const outdated = new WeakSet<ChildProcess>()
  const hasWorked = new WeakSet<ChildProcess>()
  const idle: { child: ChildProcess; timer: NodeJS.Timeout }[] = []
  /** Those that are made ready and that nobody waits for yet. */
  const loading = new Map<ChildProcess, Promise<Reply<Result>>>()
  const turns = openTurns(processes)
  let readyWith: Job | undefined
  /** How many are to be started before somebody needs them. */
  let missing = 0
  let runningJobs = 0
  let isFilling = false
  let isClosed = false

  function start(): ChildProcess {
    const child = startProcess(script, settings)
    alive.add(child)
    missing = Math.max(0, missing - 1)
    child.once('exit', () => {
      alive.delete(child)
      const wasIdle = takeIdle((one) => one.child === child) !== undefined
      // One that ends of its loading would do so again.
      if (!wasIdle && hasWorked.has(child) && readyWith !== undefined) missing++
      void fill()
    })
    return child
  }

  /** The one that was used last, so that those which are not needed come to their end. */
  function takeIdle(isWanted: (one: { child: ChildProcess }) => boolean = () => true): ChildProcess | undefined {
    const index = idle.findLastIndex(isWanted)
    if (index < 0) return undefined
    const [{ child, timer }] = idle.splice(index, 1) as [(typeof idle)[0]]
    clearTimeout(timer)
    return child
  }

  /** One that loads already is there sooner than one that would be started. */
  async function takeLoading(signal: AbortSignal): Promise<ChildProcess | undefined> {
    const [first] = loading
    if (!first) return undefined
    const [child, loaded] = first
    loading.delete(child)
    try {
      await orAborted(loaded, signal)
      return child
    } catch (thrown) {
      if (signal.aborted && alive.has(child)) loading.set(child, loaded)
      throw thrown
    }
  }

  function keep(child: ChildProcess, memoryBytes: number): void {
    if (memoryBytes > mostMemoryBytes || isClosed || outdated.has(child)) return void child.kill('SIGKILL')
    const timer = setTimeout(() => child.kill('SIGKILL'), idleSeconds * 1000)
    idle.push({ child, timer: timer.unref() })
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
      void fill()
    }
  }

  async function askOrTell(...request: Parameters<typeof ask<Result>>): Promise<Reply<Result>> {
    return ask<Result>(...request).catch((thrown) => {
      if (thrown instanceof ProcessDied || thrown instanceof JobTookTooLong) onDeath?.()
      throw thrown
    })
  }

  async function haveDone(child: ChildProcess, job: Job, seconds: number, signal: AbortSignal): Promise<Result> {
    hasWorked.add(child)
    const reply = await askOrTell(child, job, seconds, signal)
    keep(child, reply.memoryBytes)
    return resultOf(reply)
  }

  async function makeReady(job: Job, signal: AbortSignal): Promise<void> {
    const child = start()
    const loaded = askOrTell(child, job, mostStartSeconds, signal)
    loading.set(child, loaded)
    try {
      const reply = await loaded
      if (loading.has(child)) keep(child, reply.memoryBytes)
      resultOf(reply)
    } finally {
      loading.delete(child)
    }
  }

  /** Makes those ready that are missing, one after the other and only while no job runs. Whoever needs one is told what fails. */
  async function fill(): Promise<void> {
    const isMissing = () => missing > 0 && alive.size < processes && runningJobs === 0 && !isClosed
    if (isFilling || !isMissing()) return
    isFilling = true
    try {
      while (isMissing()) await makeReady(readyWith!, neverAborted)
    } catch {}
    isFilling = false
  }

  return {
    run(job, seconds, signal) {
      return inTurn(signal, async () => {
        const child = takeIdle(({ child }) => child.connected) ?? (await takeLoading(signal)) ?? start()
        return haveDone(child, job, seconds, signal)
      })
    },
    async prepare(job, signal) {
      readyWith = job
      for (const { timer } of idle) timer.refresh()
      if (alive.size === 0 && !isClosed) await makeReady(job, signal)
      missing = processes - alive.size
      setTimeout(() => void fill(), restMilliseconds).unref()
    },
    renew(changed) {
      settings = changed
      for (const child of alive) outdated.add(child)
      for (let child = takeIdle(); child; child = takeIdle()) child.kill('SIGKILL')
    },
    async close() {
      isClosed = true
      for (const { timer } of idle) clearTimeout(timer)
      await Promise.all([...alive].map(end))
    },
  }
}

/** For whoever waits until the first process is ready: the others are not loaded beside his job. */
const restMilliseconds = 1_000

const neverAborted = new AbortController().signal

function resultOf<Result>(reply: Reply<Result>): Result {
  if ('error' in reply) throw new Error(reply.error)
  return reply.result
}

/** It gets nothing of our environment but what finds programs and libraries. */
const inherited = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMPDIR', 'LANG']

function startProcess(script: string, settings: unknown): ChildProcess {
  const child = fork(script, [JSON.stringify(settings)], {
    serialization: 'advanced',
    execArgv: [],
    env: {
      ...Object.fromEntries(inherited.map((name) => [name, process.env[name]])),
      NODE_COMPILE_CACHE: findCompiled(),
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  child.on('error', () => child.kill('SIGKILL')) // `ask` tells
  setKeepingAlive(child, false)
  return child
}

/** Where code lies compiled, with which a process starts with a quarter of a second less CPU; undefined where it is not kept. */
function findCompiled(): string | undefined {
  const ofThisNode = getCompileCacheDir()
  return ofThisNode && dirname(ofThisNode)
}

/** Whether this process waits for that one to end. */
function setKeepingAlive(child: ChildProcess, isWaitedFor: boolean): void {
  const handles = [child, child.channel, child.stderr as unknown as { ref(): void; unref(): void } | null]
  for (const handle of handles) isWaitedFor ? handle?.ref() : handle?.unref()
}

type Reply<Result> = Extract<ChildMessage<Result>, { memoryBytes: number }>

/** Sends a job and waits for the reply. Whatever else happens first ends the process. */
function ask<Result>(child: ChildProcess, job: unknown, seconds: number, signal: AbortSignal): Promise<Reply<Result>> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply<Result>>()
  let complaints = ''
  const hear = (text: Buffer) => (complaints = (complaints + text).slice(-2000))
  const expire = () => reject(new JobTookTooLong(`It took more than ${Math.round(seconds)} s.`))
  let limit = limitCompute(child.pid, mostStartSeconds, expire)
  const onMessage = (message: ChildMessage<Result>) => {
    limit[Symbol.dispose]()
    if ('memoryBytes' in message) resolve(message)
    else limit = limitCompute(child.pid, seconds, expire)
  }
  const die = () => reject(new ProcessDied('The process ended amidst its work.', { cause: complaints }))
  const abort = () => reject(signal.reason)
  child.on('message', onMessage).once('exit', die).stderr?.on('data', hear)
  signal.addEventListener('abort', abort, { once: true })
  setKeepingAlive(child, true)
  child.send(job as object, (error) => error && die())
  if (signal.aborted) abort()
  return promise
    .catch((thrown) => {
      child.kill('SIGKILL')
      throw thrown
    })
    .finally(() => {
      limit[Symbol.dispose]()
      child.off('message', onMessage).off('exit', die).stderr?.off('data', hear)
      signal.removeEventListener('abort', abort)
      setKeepingAlive(child, false)
    })
}

function end(child: ChildProcess): Promise<unknown> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.ref()
  child.kill('SIGKILL')
  return ended
}
