import type { AddressInfo } from 'node:net'
import type { Config } from '#server/base/config.ts'
import { type Log, openLog } from '#server/base/log.ts'
import { openServer } from '#server/http/server.ts'
import { openStudio, startWorking } from '#server/studio.ts'
import { command } from './command.ts'
import { superviseWorkers } from './supervise-workers.ts'
import { untilStopped } from './until-stopped.ts'

/** `npm start`: serves, works, or both, as LECTERN_ROLE says, until it is asked to stop. */
export async function start(config: Config, log: Log): Promise<void> {
  if (config.LECTERN_ROLE === 'worker') await work(config, log)
  else await serve(config, log)
}

export const startCommand = command({
  name: 'start',
  summary: 'Serve the studio, as `npm start` does',
  usage: ['start'],
  options: {},
  async run({ config }) {
    await start(config, openLog(config.LECTERN_LOG_LEVEL))
    return 0
  },
})

/** A web process, and with the role `all` the worker processes that it starts. */
async function serve(config: Config, log: Log): Promise<void> {
  await using studio = await openStudio({ config, log, role: 'web' })
  const app = await openServer(studio)
  await app.listen({ host: config.HOST, port: config.PORT })
  await using _workers = superviseWorkers({ count: config.LECTERN_ROLE === 'all' ? config.LECTERN_WORKERS : 0, log })
  const { port } = app.server.address() as AddressInfo
  console.log(`Lectern is ready at http://${config.HOST}:${port} (documents: /docs). Press Ctrl-C to stop.`)
  await untilStopped()
  await app.close()
}

async function work(config: Config, log: Log): Promise<void> {
  await using studio = await openStudio({ config, log, role: 'worker' })
  await startWorking(studio)
  log.info('Working.')
  await untilStopped()
}
