import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Log } from '#server/base/log.ts'

const firstPauseMilliseconds = 200
const longestPauseMilliseconds = 10_000
/** A worker that lived so long was well: the next one is started at once. */
const wellAfterMilliseconds = 30_000
/** More than a worker gives its last jobs. */
const stopPatienceMilliseconds = 40_000

/** Keeps so many worker processes running: one that dies is started again, after ever longer pauses. */
export function superviseWorkers({ count, log }: { count: number; log: Log }): AsyncDisposable {
  const stopping = new AbortController()
  const keepers = Array.from({ length: count }, () => keepWorker(log, stopping.signal))
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await Promise.all(keepers)
    },
  }
}

async function keepWorker(log: Log, stopping: AbortSignal): Promise<void> {
  let pause = firstPauseMilliseconds
  while (!stopping.aborted) {
    const startedAt = performance.now()
    const worker = startWorker()
    const stop = () => stopWorker(worker)
    stopping.addEventListener('abort', stop, { once: true })
    const [code, signal] = await once(worker, 'exit')
    stopping.removeEventListener('abort', stop)
    if (stopping.aborted) return
    log.error({ code, signal }, 'A worker has died; another one is started.')
    pause = performance.now() - startedAt > wellAfterMilliseconds ? firstPauseMilliseconds : pause
    await pauseFor(pause, stopping)
    pause = Math.min(2 * pause, longestPauseMilliseconds)
  }
}

/**
 * In MB, for young objects. V8 takes 16, of which it gives little back: while a book is spoken a worker had 335 MB then, and
 * has 207 with 4.
 */
const semiSpaceMegabytes = 4

function startWorker(): ChildProcess {
  const main = join(import.meta.dirname, '..', 'main.ts')
  return fork(main, [], {
    execArgv: [...process.execArgv, `--max-semi-space-size=${semiSpaceMegabytes}`],
    // This process fetches the voice packs for all of them.
    env: { ...process.env, LECTERN_ROLE: 'worker', LECTERN_VOICES: 'none' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

/** Closes its channel, as the death of this process would: then a worker ends gently. One that does not is killed. */
function stopWorker(worker: ChildProcess): void {
  if (worker.connected) worker.disconnect()
  setTimeout(() => worker.kill('SIGKILL'), stopPatienceMilliseconds).unref()
}

async function pauseFor(milliseconds: number, stopping: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    stopping.addEventListener('abort', () => resolve(), { once: true })
    stopping.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
}
