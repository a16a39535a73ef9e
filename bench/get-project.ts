import { createProject, get, makeContent, post } from './api.ts'
import { type Figure, report } from './figure.ts'
import { type LoadResult, putLoad } from './load.ts'
import { percentile } from './measure.ts'
import { openDataFolder, startService } from './service.ts'

// GET project of 60 chapters × 100 blocks, asked by 32 clients of the real program (a web process and a worker).

const chapterCount = 60
const blocksPerChapter = 100
const clients = 32

await using folder = await openDataFolder()
await using service = await startService(folder.path)
const projects = `${service.baseUrl}/v1/studio/projects`
const idle = await createProject(service.baseUrl, makeContent(chapterCount, blocksPerChapter))
const whileIdle = await putLoad({ url: `${projects}/${idle}`, clients, seconds: 8 })
// The project that is asked for is itself being converted, so its answer changes all the time.
await post(`${projects}/${idle}/convert`)
const whileConverting = await putLoad({ url: `${projects}/${idle}`, clients, seconds: 8 })
const { state } = await get(`${projects}/${idle}`)

await report([
  {
    what: `GET project of ${chapterCount} chapters, ${clients} clients, idle`,
    unit: 'requests/s',
    ours: whileIdle.requestsPerSecond,
    target: { of: 'ours', atLeast: 3000 },
    note: 'the clients share the cores',
  },
  waiting('idle', whileIdle, 50),
  waiting('idle', whileIdle, 99),
  { what: 'The same while it is converted', unit: 'requests/s', ours: whileConverting.requestsPerSecond },
  waiting('while it is converted', whileConverting, 50),
  {
    ...waiting('while it is converted', whileConverting, 99),
    target: { of: 'ours', atMost: 25 },
    note: state === 'converting' ? undefined : 'the conversion ended before the load',
  },
])

function waiting(when: string, { milliseconds }: LoadResult, percent: number): Figure {
  const what = `GET project of ${chapterCount} chapters, ${clients} clients, ${when}: p${percent}`
  return { what, unit: 'ms', ours: percentile(milliseconds, percent) }
}
