import { openTestS3, type TestS3 } from '#test/s3-server/s3-server.ts'
import { convertBook, importBook, newestSnapshot } from './book.ts'
import { type Figure, report } from './figure.ts'
import { download } from './http.ts'
import { cpuSecondsOf, postgresCpuSeconds } from './process-figures.ts'
import { openDataFolder, startService } from './service.ts'

// What it costs to keep the files of a book in S3 instead of a folder: conversion with the tone engine, and the whole book
// streamed twice (encoded, then read). `node bench/files-in-s3.ts 1` takes a book of one hour instead of ten.

const hours = Number(process.argv[2] ?? 10)
const phases = ['conversion', 'first stream', 'second stream'] as const

/** Of Lectern's processes and PostgreSQL; the store's own CPU is left out. */
type Cost = { wallSeconds: number; cpuSeconds: number }

await using s3 = await openTestS3()
const inFolder = await measureBook()
const inS3 = await measureBook(s3)
await report(phases.flatMap((name) => [toFigure(name, 'cpuSeconds', 'CPU'), toFigure(name, 'wallSeconds', 'time')]))

function toFigure(name: (typeof phases)[number], unit: keyof Cost, word: string): Figure {
  return {
    what: `A book of ${hours} hours, ${name}: ${word} with files in S3`,
    unit: 's',
    ours: inS3.get(name)![unit],
    reference: { what: 'in a folder', value: inFolder.get(name)![unit] },
  }
}

async function measureBook(server?: TestS3): Promise<Map<string, Cost>> {
  await using folder = await openDataFolder()
  const environment = server && { ...server.environment, LECTERN_FILES: await server.makeBucket() }
  await using service = await startService(folder.path, environment)
  const costs = new Map<string, Cost>()
  const cpu = () =>
    [service.webPid, ...service.listWorkers()].reduce((sum, pid) => sum + cpuSecondsOf(pid), 0) +
    postgresCpuSeconds(folder.path)
  const phase = async (name: string, work: () => Promise<unknown>) => {
    const [before, startedAt] = [cpu(), performance.now()]
    await work()
    costs.set(name, { wallSeconds: (performance.now() - startedAt) / 1000, cpuSeconds: cpu() - before })
    console.error(server ? 'S3' : 'folder', name, costs.get(name))
  }
  const project = await importBook(service.baseUrl, hours)
  await phase('conversion', () => convertBook(project))
  const stream = `${await newestSnapshot(project)}/stream`
  await phase('first stream', () => download(stream, { method: 'POST' }))
  await phase('second stream', () => download(stream, { method: 'POST' }))
  return costs
}
