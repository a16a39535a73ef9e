import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Config } from '#server/base/config.ts'
import type { Log } from '#server/base/log.ts'
import { openServer } from '#server/http/server.ts'
import { openStudio } from '#server/studio.ts'
import { openWhenThere } from './open-when-there.ts'
import { fetchUntilStopped } from './voices/fetch-at-start.ts'

const lastAnswersMilliseconds = 5_000

/** The web process. Tells who started it where it listens. */
export async function serve(config: Config, log: Log, stop: AbortSignal): Promise<void> {
  await using studio = await openWhenThere(() => openStudio({ config, log, role: 'web' }), log, stop)
  if (!studio) return
  const app = await openServer(studio)
  await app.listen({ host: config.HOST, port: config.PORT })
  const { port } = app.server.address() as AddressInfo
  console.log(`Lectern is ready at http://${config.HOST}:${port} (documents: /docs). Press Ctrl-C to stop.`)
  if (process.connected) process.send!({ port }) // else who started it is stopping
  await fetchUntilStopped(studio, stop)
  await closeServer(app)
}

/** Lets the answers that are on their way end, but not for long. */
async function closeServer(app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), lastAnswersMilliseconds)
  await app.close()
  clearTimeout(timer)
}
