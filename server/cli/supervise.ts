import { type ChildProcess, fork } from 'node:child_process'
import inspector from 'node:inspector'
import { join } from 'node:path'
import type { Log } from '#server/base/log.ts'
import { alive, tellingMilliseconds } from './tell-alive.ts'

const firstPauseMilliseconds = 200
const longestPauseMilliseconds = 10_000
/** A process that lived so long was well: the next one is started at once. */
const wellAfterMilliseconds = 30_000
/**
 * A process whose event loop has stood still for so long comes to nothing any more, and nobody else would end it. The largest
 * book is looked through for its characters in seconds.
 */
const stillSeconds = 120
/** More than a worker gives its last jobs. */
const stopPatienceMilliseconds = 40_000

/** A process that is to run. */
export interface Kept {
  /** As it is called in the log. */
  name: string
  environment: Record<string, string>
  execArgv?: string[]
  /** Told whatever it sends over its channel, but that it is alive. Until it has sent something once, it is not started again when it dies. */
  onMessage?(message: unknown): Record<string, string> | undefined
}

/** How a process has ended. */
export interface End {
  code?: number | null
  signal?: string | null
  err?: Error
}

export interface Supervision extends AsyncDisposable {
  /** Fulfilled when all of them have ended for good. */
  ended: Promise<End[]>
}

/**
 * Keeps processes running: one that dies is started again, after ever longer pauses, and so is one that stands still. They end
 * when this is disposed of, and when this process dies.
 */
export function supervise(processes: Kept[], log: Log, mostStillSeconds = stillSeconds): Supervision {
  const stopping = new AbortController()
  const look = (child: ChildProcess, name: string) => endWhenStill(child, mostStillSeconds, () => tellStill(log, name))
  const ended = Promise.all(processes.map((kept) => keep(kept, { log, look }, stopping.signal)))
  return {
    ended,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await ended
    },
  }
}

type Keeping = { log: Log; look(child: ChildProcess, name: string): Disposable }

async function keep({ name, onMessage, ...kept }: Kept, { log, look }: Keeping, stopping: AbortSignal): Promise<End> {
  let pause = firstPauseMilliseconds
  let environment = kept.environment
  let wasReady = onMessage === undefined
  for (;;) {
    const startedAt = performance.now()
    const child = startProcess({ ...kept, environment })
    const looking = look(child, name)
    child.on('message', (message) => {
      if (message === alive) return
      wasReady = true
      environment = { ...environment, ...onMessage?.(message) }
    })
    const stop = () => stopProcess(child)
    stopping.addEventListener('abort', stop, { once: true })
    const end = await untilEnded(child)
    looking[Symbol.dispose]()
    stopping.removeEventListener('abort', stop)
    if (stopping.aborted || !wasReady) return end
    log.error(end, `${name} has died; another one is started.`)
    pause = performance.now() - startedAt > wellAfterMilliseconds ? firstPauseMilliseconds : pause
    await pauseFor(pause, stopping)
    if (stopping.aborted) return end
    pause = Math.min(2 * pause, longestPauseMilliseconds)
  }
}

function tellStill(log: Log, name: string): void {
  log.error(`${name} does not answer any more, and is ended.`)
}

/**
 * Ends a process that has not told for long that it is alive, which it does first of all. What counts is how often this process has looked meanwhile, so that
 * a machine which slept for a night ends none.
 */
function endWhenStill(child: ChildProcess, seconds: number, tell: () => void): Disposable {
  const most = isDebugged() ? Number.POSITIVE_INFINITY : Math.ceil((seconds * 1_000) / tellingMilliseconds)
  let looks = 0
  child.on('message', (message) => {
    if (message === alive) looks = 0
  })
  const timer = setInterval(() => {
    if (++looks !== most) return
    tell()
    child.kill('SIGKILL')
  }, tellingMilliseconds).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** Whoever stands at a breakpoint takes their time. */
function isDebugged(): boolean {
  return inspector.url() !== undefined
}

/** A process that cannot even be started tells of an error, and has no end. */
function untilEnded(child: ChildProcess): Promise<End> {
  const { promise, resolve } = Promise.withResolvers<End>()
  child.once('exit', (code, signal) => resolve({ code, signal }))
  child.on('error', (err) => child.pid === undefined && resolve({ err }))
  return promise
}

/**
 * In MB, for young objects. V8 takes 16, of which it gives little back: while a book is spoken a worker had 335 MB then, and
 * has 207 with 4.
 */
const semiSpaceMegabytes = 4
const smallYoungSpace = `--max-semi-space-size=${semiSpaceMegabytes}`

/**
 * By how much the heap may grow, over what is used, until all of it is collected. V8 decides up to 300: after 10,000 refused
 * requests the web process had 1.6 times its memory, and collecting held its event loop 90 ms; with 50 it has 1.1 times,
 * and 20 ms (`npm run bench -- hostile-memory worst-requests`).
 */
const heapGrowthPercent = 50

export const webProcess = (onReady: (port: number) => void): Kept => ({
  name: 'The web process',
  environment: { LECTERN_ROLE: 'web' },
  execArgv: [smallYoungSpace, `--heap-growing-percent=${heapGrowthPercent}`],
  onMessage(message) {
    const { port } = message as { port: number }
    onReady(port)
    return { PORT: String(port) } // where people know it from now on
  },
})

/** The web process fetches the voice packs for all of them. */
export const workerProcess: Kept = {
  name: 'A worker',
  environment: { LECTERN_ROLE: 'worker', LECTERN_VOICES: 'none' },
  execArgv: [smallYoungSpace],
}

function startProcess({ environment, execArgv = [] }: Pick<Kept, 'environment' | 'execArgv'>): ChildProcess {
  const main = join(import.meta.dirname, '..', 'main.ts')
  return fork(main, [], {
    execArgv: [...process.execArgv, ...execArgv],
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

/** Closes its channel, as the death of this process would: then it ends gently. One that does not is killed. */
function stopProcess(child: ChildProcess): void {
  if (child.connected) child.disconnect()
  setTimeout(() => child.kill('SIGKILL'), stopPatienceMilliseconds).unref()
}

async function pauseFor(milliseconds: number, stopping: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    stopping.addEventListener('abort', () => resolve(), { once: true })
    stopping.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
}
