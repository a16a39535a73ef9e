import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Config } from '#server/base/config.ts'
import type { Log } from '#server/base/log.ts'
import { openServer } from '#server/http/server.ts'
import { openStudio, type Studio, startWorking } from '#server/studio.ts'
import { superviseWorkers } from './supervise-workers.ts'
import { untilStopped } from './until-stopped.ts'
import { fetchAtStart } from './voices/fetch-at-start.ts'

const lastAnswersMilliseconds = 5_000

/** `npm start`: serves, works, or both, as LECTERN_ROLE says, until it is asked to stop. */
export async function start(config: Config, log: Log): Promise<void> {
  const stopped = untilStopped()
  if (config.LECTERN_ROLE === 'worker') await work(config, log, stopped)
  else await serve(config, log, stopped)
}

/** A web process, and with the role `all` the worker processes that it starts. */
async function serve(config: Config, log: Log, stopped: Promise<void>): Promise<void> {
  await using studio = await openStudio({ config, log, role: 'web' })
  const app = await openServer(studio)
  await app.listen({ host: config.HOST, port: config.PORT })
  await using _workers = superviseWorkers({ count: config.LECTERN_ROLE === 'all' ? config.LECTERN_WORKERS : 0, log })
  const { port } = app.server.address() as AddressInfo
  console.log(`Lectern is ready at http://${config.HOST}:${port} (documents: /docs). Press Ctrl-C to stop.`)
  await fetchUntil(stopped, studio)
  await closeServer(app)
}

/** Lets the answers that are on their way end, but not for long. */
async function closeServer(app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), lastAnswersMilliseconds)
  await app.close()
  clearTimeout(timer)
}

async function work(config: Config, log: Log, stopped: Promise<void>): Promise<void> {
  await using studio = await openStudio({ config, log, role: 'worker' })
  await startWorking(studio)
  log.info('Working.')
  await fetchUntil(stopped, studio)
}

/** Waits, and meanwhile fetches the voice packs that are missing. */
async function fetchUntil(stopped: Promise<void>, studio: Studio): Promise<void> {
  await using _fetching = fetchAtStart(studio)
  await stopped
}
