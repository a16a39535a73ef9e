import type { Config } from '#server/base/config.ts'
import type { Log } from '#server/base/log.ts'
import { startWorking } from '#server/start-working.ts'
import { openStudio, type Studio } from '#server/studio.ts'
import { openWhenThere } from './open-when-there.ts'
import { fetchUntilStopped } from './voices/fetch-at-start.ts'

/** A worker process. It loads nothing that answers requests. */
export async function work(config: Config, log: Log, stop: AbortSignal): Promise<void> {
  await using studio = await openWhenThere(() => openWorker(config, log), log, stop)
  if (!studio) return
  log.info('Working.')
  await fetchUntilStopped(studio, stop)
}

async function openWorker(config: Config, log: Log): Promise<Studio> {
  await using opening = new AsyncDisposableStack()
  const studio = opening.use(await openStudio({ config, log, role: 'worker' }))
  await startWorking(studio)
  opening.move()
  return studio
}
