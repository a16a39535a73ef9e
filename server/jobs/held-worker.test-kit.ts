import { openLog } from '#server/base/log.ts'
import { openEvents } from '#server/events/events.ts'
import type { Connection } from '#server/storage/database-client.ts'
import { openJobs } from './jobs.ts'
import { defineQueue } from './queue.ts'

/** A job of the tests: its first runs are held until they are aborted, the later ones end at once. */
export type HeldJob = { name: string; heldRuns: number }

/** What the worker process tells its parent. */
export type WorkerMessage =
  | { event: 'ready' }
  | { event: 'started' | 'aborted' | 'ended'; name: string; attempt: number }

export type WorkerOrder = { connection: Connection; queue: string; concurrency: number }

/** The death of a worker is no failure, so no retry is needed to survive it. */
export const heldQueue = (name: string) => defineQueue<HeldJob>({ name, retryLimit: 0 })

if (process.send && import.meta.main) await work(JSON.parse(process.argv[2]!))

async function work({ connection, queue, concurrency }: WorkerOrder): Promise<void> {
  const log = openLog('silent')
  const events = await openEvents({ connection, log })
  const jobs = await openJobs({ connection, events, log, role: 'worker' })
  await jobs.work({
    queue: heldQueue(queue),
    concurrency,
    async run({ name, heldRuns }, { attempt, signal }) {
      tell({ event: 'started', name, attempt })
      if (attempt <= heldRuns) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      tell({ event: signal.aborted ? 'aborted' : 'ended', name, attempt })
      signal.throwIfAborted()
    },
    giveUp: async () => {},
  })
  tell({ event: 'ready' })
}

function tell(message: WorkerMessage): void {
  process.send!(message)
}
