import { report } from './figure.ts'
import { median, repeat } from './measure.ts'
import { cpuSecondsOf } from './process-figures.ts'
import { openDataFolder, startService } from './service.ts'

// From `node server/main.ts` to the first answer of /health, on an empty data folder and on one that exists.

const rounds = 3

const starts = await repeat(rounds, async () => {
  await using folder = await openDataFolder()
  return { fresh: await timeStart(folder.path), again: await timeStart(folder.path) }
})

await report([
  figureOf('Start on an empty data folder (makes the database)', 'wallSeconds', 'fresh'),
  figureOf('Start on an existing data folder', 'wallSeconds', 'again'),
  figureOf('Start on an existing data folder, CPU of the web process', 'cpuSeconds', 'again'),
])

async function timeStart(folder: string): Promise<{ wallSeconds: number; cpuSeconds: number }> {
  const startedAt = performance.now()
  await using service = await startService(folder)
  const answer = await fetch(`${service.baseUrl}/health`)
  if (answer.status !== 200) throw new Error(`/health answered ${answer.status}.`)
  return { wallSeconds: (performance.now() - startedAt) / 1000, cpuSeconds: cpuSecondsOf(service.webPid) }
}

function figureOf(what: string, measured: 'wallSeconds' | 'cpuSeconds', start: 'fresh' | 'again') {
  return { what, unit: 's', ours: median(starts.map((one) => one[start][measured])) }
}
