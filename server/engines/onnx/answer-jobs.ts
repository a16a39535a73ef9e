import { flushCompileCache } from 'node:module'

/** What a child process tells its parent: that its model is loaded and the job begins, and what came of it. */
export type ChildMessage<Result> =
  | { isStarting: true }
  | { result: Result; memoryBytes: number }
  | { error: string; memoryBytes: number }

/** What the parent gave to this process (`openProcessPool`). */
export function readSettings<Settings>(): Settings {
  return JSON.parse(process.argv[2]!)
}

/**
 * The life of a child process: it does jobs one by one until its parent is gone. What is thrown is told to the parent in one
 * sentence.
 * @param load brings what a job needs; it keeps what further jobs need too
 */
export function answerJobs<Job, Model, Result>(
  load: (job: Job) => Promise<Model>,
  work: (model: Model, job: Job) => Promise<Result>,
): void {
  // A signal to the whole group, such as Ctrl-C, is for the parent to act on: it may want to hear this job out.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  process.on('disconnect', () => process.exit())
  flushCompileCache() // what is killed at its end keeps nothing then
  process.on('message', async (job: Job) => {
    try {
      const model = await load(job)
      tell({ isStarting: true })
      tell({ result: await work(model, job), memoryBytes: process.memoryUsage.rss() })
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.message : String(thrown)
      tell({ error, memoryBytes: process.memoryUsage.rss() })
    }
  })
}

/** A parent that is gone cannot be told; `disconnect` ends us then. */
function tell(message: ChildMessage<unknown>): void {
  if (process.connected) process.send!(message, undefined, undefined, () => {})
}
