import { createProject, get, makeContent, post } from './api.ts'
import { type Figure, report } from './figure.ts'
import { percentile } from './measure.ts'
import { cpuSecondsOf, postgresCpuSeconds } from './process-figures.ts'
import { openDataFolder, startService } from './service.ts'

// Updates of a chapter of 400 blocks (about 120,000 characters, sent and answered whole), one paragraph edited in each: by
// one client, and by four, each in a project of its own.

const blockCount = 400
const seconds = 8
const manyClients = 4

await using folder = await openDataFolder()
await using service = await startService(folder.path)
const chapters = await Promise.all(Array.from({ length: manyClients }, (_, seed) => createChapter(seed)))
await edit(chapters[0]!, 1000) // the first requests of a process are slow
const cpuBefore = cpuSeconds()
const alone = await putEdits(chapters.slice(0, 1))
const cpuOfOne = (cpuSeconds() - cpuBefore) / alone.length
const together = await putEdits(chapters)

await report([
  ...rows('one client', alone, { of: 'ours', atMost: 100 }),
  { what: 'One such update: CPU of the web process and PostgreSQL', unit: 'ms', ours: cpuOfOne * 1000 },
  ...rows(`${manyClients} clients, each in a project of its own`, together),
])

function rows(who: string, milliseconds: number[], target?: Figure['target']): Figure[] {
  const what = `Update of a chapter of ${blockCount} blocks, ${who}`
  return [
    { what, unit: 'requests/s', ours: milliseconds.length / seconds },
    { what: `${what}: p50`, unit: 'ms', ours: percentile(milliseconds, 50), target },
    { what: `${what}: p99`, unit: 'ms', ours: percentile(milliseconds, 99) },
  ]
}

function cpuSeconds(): number {
  return cpuSecondsOf(service.webPid) + postgresCpuSeconds(folder.path)
}

interface Chapter {
  url: string
  blocks: { nodes: { text: string }[] }[]
}

async function createChapter(seed: number): Promise<Chapter> {
  const project = `${service.baseUrl}/v1/studio/projects/${await createProject(service.baseUrl, makeContent(1, blockCount, seed))}`
  const { chapters } = await get(`${project}/chapters`)
  const url = `${project}/chapters/${chapters[0].chapter_id}`
  return { url, blocks: (await get(url)).content.blocks }
}

/** Each client edits as soon as it has its answer. @returns the milliseconds of each update */
async function putEdits(chapters: Chapter[]): Promise<number[]> {
  return (await Promise.all(chapters.map((chapter) => edit(chapter, seconds * 1000)))).flat()
}

async function edit({ url, blocks }: Chapter, milliseconds: number): Promise<number[]> {
  const until = performance.now() + milliseconds
  const times: number[] = []
  for (let round = 0; performance.now() < until; round++) {
    blocks[round % blockCount]!.nodes[0]!.text += ` It was the edit of round ${round}.`
    const startedAt = performance.now()
    await post(url, { content: { blocks } })
    times.push(performance.now() - startedAt)
  }
  return times
}
