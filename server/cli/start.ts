import type { Config } from '#server/base/config.ts'
import type { Log } from '#server/base/log.ts'
import { supervise, webProcess, workerProcess } from './supervise.ts'
import { tellAlive } from './tell-alive.ts'
import { listenForStop, untilStopped } from './until-stopped.ts'

/** `npm start`: serves, works, or has both done, as LECTERN_ROLE says, until it is asked to stop. */
export async function start(config: Config, log: Log): Promise<void> {
  const stop = listenForStop()
  if (config.LECTERN_ROLE === 'all') return startAll(config, log, untilStopped(stop))
  tellAlive()
  if (config.LECTERN_ROLE === 'worker') return (await import('./work.ts')).work(config, log, stop)
  return (await import('./serve.ts')).serve(config, log, stop)
}

/** A web process and workers, which are started again when they die: this process does nothing else, so that it lives. */
async function startAll(config: Config, log: Log, stopped: Promise<void>): Promise<void> {
  const ready = Promise.withResolvers<'ready'>()
  await using web = supervise([webProcess(() => ready.resolve('ready'))], log)
  const first = await Promise.race([ready.promise, web.ended, stopped])
  if (first !== 'ready') return void (process.exitCode = first ? (first[0]!.code ?? 1) : 0)
  await using workers = supervise(Array(config.LECTERN_WORKERS).fill(workerProcess), log)
  await stopped
  // At once: Ctrl-C has reached all of them, and none that has ended is to be started again.
  await Promise.all([web, workers].map((each) => each[Symbol.asyncDispose]()))
}
