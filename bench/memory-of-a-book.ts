import { setTimeout as delay } from 'node:timers/promises'
import { convertBook, importBook, newestSnapshot } from './book.ts'
import { type Figure, report } from './figure.ts'
import { download } from './http.ts'
import { postgresMegabytes, residentMegabytesOf } from './process-figures.ts'
import { openDataFolder, startService } from './service.ts'
import { watch } from './watch.ts'

// Memory of each process over the life of a book: import of a text file, conversion with the tone engine, stream, archive.
// `node bench/memory-of-a-book.ts 1` takes a book of one hour instead of ten.

const hours = Number(process.argv[2] ?? 10)
const limitMegabytes = 300
const lookEveryMilliseconds = 250

type Process = 'web' | 'worker' | 'PostgreSQL'
type Phase = { name: string; seconds: number; megabytes: Record<Process, { most: number; last: number }> }

await using folder = await openDataFolder()
await using service = await startService(folder.path)
const phases: Phase[] = []

await phase('idle', () => delay(3000))
const project = await phase('import', () => importBook(service.baseUrl, hours))
await phase('conversion', () => convertBook(project))
const snapshot = await newestSnapshot(project)
await phase('stream', () => download(`${snapshot}/stream`, { method: 'POST' }))
await phase('archive', () => download(`${snapshot}/archive`, { method: 'POST' }))
await phase('idle again', () => delay(3000))

for (const { name, seconds, megabytes } of phases) console.error(name, `${Math.round(seconds)} s`, megabytes)
await report((['web', 'worker', 'PostgreSQL'] as const).flatMap(toFigures))

function toFigures(which: Process): Figure[] {
  const most = Math.max(...phases.map(({ megabytes }) => megabytes[which].most))
  const each = phases.map(({ name, megabytes }) => `${name} ${Math.round(megabytes[which].most)}`).join(', ')
  const kind = which === 'PostgreSQL' ? 'PSS of all its processes' : 'RSS'
  return [
    {
      what: `A book of ${hours} hours: the most memory of ${which}`,
      unit: 'MB',
      ours: most,
      reference: { what: 'idle at the start', value: phases[0]!.megabytes[which].last },
      target: { of: 'ours', atMost: limitMegabytes },
      note: `${kind}; ${each}`,
    },
  ]
}

async function phase<T>(name: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  const web = () => residentMegabytesOf(service.webPid)
  const worker = () => service.listWorkers().reduce((sum, pid) => sum + residentMegabytesOf(pid), 0)
  const postgres = () => postgresMegabytes(folder.path)
  const all = await watch(web, lookEveryMilliseconds, () =>
    watch(worker, lookEveryMilliseconds, () => watch(postgres, 1000, work)),
  )
  const megabytes = { web: all, worker: all.result, PostgreSQL: all.result.result }
  phases.push({ name, seconds: (performance.now() - startedAt) / 1000, megabytes: withoutResult(megabytes) })
  return all.result.result.result
}

function withoutResult(watched: Phase['megabytes']): Phase['megabytes'] {
  const { web, worker, PostgreSQL } = watched
  const only = ({ most, last }: { most: number; last: number }) => ({ most, last })
  return { web: only(web), worker: only(worker), PostgreSQL: only(PostgreSQL) }
}
