import { createProject, makeContent, post } from './api.ts'
import { type Figure, report } from './figure.ts'
import { putLoad } from './load.ts'
import { percentile } from './measure.ts'
import { openDataFolder, startService } from './service.ts'

// The list of 200 projects of 10 chapters each, asked by 32 clients of the real program: with nothing going on, and while
// one of them is converted, which changes the list all the time.

const projectCount = 200
const chaptersPerProject = 10
const clients = 32

await using folder = await openDataFolder()
await using service = await startService(folder.path)
const url = `${service.baseUrl}/v1/studio/projects`
for (let index = 0; index < projectCount; index++) {
  await createProject(service.baseUrl, makeContent(chaptersPerProject, 2, index))
}
const long = await createProject(service.baseUrl, makeContent(60, 100))
await post(`${url}/${long}/convert`)
const converting = await putLoad({ url, clients, seconds: 8 })
await fetch(`${url}/${long}`, { method: 'DELETE' })
const idle = await putLoad({ url, clients, seconds: 8 })

await report([
  {
    what: `List of ${projectCount} projects, ${clients} clients, idle`,
    unit: 'requests/s',
    ours: idle.requestsPerSecond,
    target: { of: 'ours', atLeast: 300 },
    note: 'the clients share the cores',
  },
  waiting('idle', idle.milliseconds, 50),
  waiting('idle', idle.milliseconds, 99),
  { what: 'The same while one of them is converted', unit: 'requests/s', ours: converting.requestsPerSecond },
  waiting('while one is converted', converting.milliseconds, 50),
  waiting('while one is converted', converting.milliseconds, 99),
])

function waiting(when: string, milliseconds: number[], percent: number): Figure {
  const what = `List of ${projectCount} projects, ${clients} clients, ${when}: p${percent}`
  return { what, unit: 'ms', ours: percentile(milliseconds, percent) }
}
