import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { openTurns } from './turns.ts'

/** What a thread posts back for each message: what it made, or why it could not. */
export type Reply<Result> = { result: Result } | { error: string }

export interface ThreadPool<Job, Result> {
  /**
   * Has one of the threads do a job. Aborting ends that thread at once; the others go on.
   * @throws ThreadDied when the thread ended on its own; the signal's reason when aborted; Error with what it replied
   */
  run(job: Job, signal: AbortSignal): Promise<Result>
  close(): Promise<void>
}

/** The thread ended while it had a job: it may be tried again on a new one. */
export class ThreadDied extends Error {}

interface Threads {
  script: URL
  workerData: unknown
  /** The most that run at once; each is started when first needed and kept, without keeping the process alive. */
  threads: number
  /** Told of each that ended amidst its work. */
  onDeath?: () => void
}

export function openThreadPool<Job, Result>({
  script,
  workerData,
  threads,
  onDeath,
}: Threads): ThreadPool<Job, Result> {
  const alive = new Set<Worker>()
  const idle: Worker[] = []
  const turns = openTurns(threads)
  let isClosed = false

  function start(): Worker {
    const worker = new Worker(script, { workerData })
    worker.unref()
    worker.on('error', () => {}) // `ask` tells; one that dies idle is simply replaced
    worker.once('exit', () => {
      alive.delete(worker)
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1)
    })
    alive.add(worker)
    return worker
  }

  return {
    async run(job, signal) {
      await turns.take(signal)
      try {
        signal.throwIfAborted()
        if (isClosed) throw new Error('The threads are closed.')
        const worker = idle.pop() ?? start()
        const reply = await ask<Result>(worker, job, signal).catch((thrown) => {
          if (thrown instanceof ThreadDied) onDeath?.()
          throw thrown
        })
        idle.push(worker)
        if ('error' in reply) throw new Error(reply.error)
        return reply.result
      } finally {
        turns.giveBack()
      }
    },
    async close() {
      isClosed = true
      await Promise.all([...alive].map((worker) => worker.terminate()))
    },
  }
}

/** Posts a job and waits for the reply. Whatever else happens first ends the thread. */
async function ask<Result>(worker: Worker, job: unknown, signal: AbortSignal): Promise<Reply<Result>> {
  const answered = new AbortController()
  const until = { signal: answered.signal }
  worker.ref()
  try {
    worker.postMessage(job)
    const reply = once(worker, 'message', until)
    const failures = [fails(once(worker, 'exit', until)), fails(once(signal, 'abort', until))]
    const [message] = await Promise.race([reply, ...failures])
    return message
  } catch (thrown) {
    void worker.terminate()
    if (signal.aborted) throw signal.reason
    throw new ThreadDied('A thread ended amidst its work.', { cause: thrown })
  } finally {
    answered.abort()
    worker.unref()
  }
}

async function fails(event: Promise<unknown[]>): Promise<never> {
  const [cause] = await event
  throw new Error('This was not the reply.', { cause })
}
