import { readConfig } from '#server/base/config.ts'
import {
  type BlockId,
  type ChapterSnapshotId,
  type ConversionId,
  newId,
  type ProjectId,
  type ProjectSnapshotId,
} from '#server/base/ids.ts'
import { openLog } from '#server/base/log.ts'
import { insertConversions } from '#server/converting/conversion-store.ts'
import { placeChapters } from '#server/converting/publish-project.ts'
import { listChapters } from '#server/projects/chapters.ts'
import type { BuiltManifest } from '#server/snapshots/manifest.ts'
import type { SnapshotTags } from '#server/snapshots/snapshot.ts'
import {
  insertChapterSnapshot,
  insertProjectSnapshot,
  listSnapshotsOfConversions,
} from '#server/snapshots/snapshot-store.ts'
import { openStudio, type Studio } from '#server/studio.ts'
import { report } from './figure.ts'
import { download } from './http.ts'
import { putLoad } from './load.ts'
import { median, percentile, repeat } from './measure.ts'
import { cpuSecondsOf, postgresCpuSeconds, residentMegabytesOf } from './process-figures.ts'
import { environmentOf, openDataFolder, startService } from './service.ts'
import { makeProject } from './studio.ts'
import { makeParagraphs } from './texts.ts'
import { watch } from './watch.ts'

// The times of all characters of a 10-hour book as JSON, from the real program, and what others notice meanwhile.

const chapterCount = 40
const paragraphsPerChapter = 50
const charactersPerChapter = 15_000
const samplesPerCharacter = 2_646 // 60 ms: 600,000 characters are 10 hours
const rounds = 7
const tags: SnapshotTags = { album: 'Book', author: null, isbn: null, language: null, year: null }

await using folder = await openDataFolder()
const path = await makeBook()
await using service = await startService(folder.path, { LECTERN_ROLE: 'web' })
const url = service.baseUrl + path
const projectUrl = url.slice(0, url.indexOf('/snapshots'))
await download(url) // warms it up
const single = await repeat(rounds, measureOne)
const aside = { url: projectUrl, clients: 2, seconds: 6 }
const alone = await putLoad(aside)
const { result: besides, first, most } = await watch(residentMegabytes, 20, measureBesides)

await report([
  row('first byte', 'ms', (one) => 1000 * one.firstByteSeconds, 50),
  row('whole answer, CPU of the web process', 's', (one) => one.nodeSeconds, 0.6),
  row('whole answer, CPU of PostgreSQL', 's', (one) => one.postgresSeconds),
  row('bytes', 'MB', (one) => one.byteLength / 1e6),
  row('growth of resident memory', 'MB', (one) => one.growth, 64),
  { what: 'GET project while 8 read that snapshot over and over: p50', unit: 'ms', ours: percentile(besides, 50) },
  {
    what: 'GET project while 8 read that snapshot over and over: p99',
    unit: 'ms',
    ours: percentile(besides, 99),
    reference: { what: 'nobody reads', value: percentile(alone.milliseconds, 99) },
    target: { of: 'ours', atMost: 50 },
  },
  { what: 'Growth of resident memory while 8 read', unit: 'MB', ours: most - first },
])

function row(what: string, unit: string, of: (one: Measured) => number, atMost?: number) {
  const target = atMost === undefined ? undefined : ({ of: 'ours', atMost } as const)
  return { what: `GET snapshot of a 10-hour book: ${what}`, unit, ours: median(single.map(of)), target }
}

type Measured = Awaited<ReturnType<typeof measureOne>>

async function measureOne() {
  const [node, postgres] = [cpuSecondsOf(service.webPid), postgresCpuSeconds(folder.path)]
  const { result, first, most } = await watch(residentMegabytes, 5, () => download(url))
  return {
    ...result,
    nodeSeconds: cpuSecondsOf(service.webPid) - node,
    postgresSeconds: postgresCpuSeconds(folder.path) - postgres,
    growth: most - first,
  }
}

/** How long others waited, in milliseconds, while eight clients read the snapshot. */
async function measureBesides(): Promise<number[]> {
  const [{ milliseconds }] = await Promise.all([putLoad(aside), putLoad({ ...aside, url, clients: 8 })])
  return milliseconds
}

function residentMegabytes(): number {
  return residentMegabytesOf(service.webPid)
}

/** Writes a book's snapshot into the database as if it had been converted, and answers its path. */
async function makeBook(): Promise<string> {
  const config = readConfig(environmentOf(folder.path))
  await using studio = await openStudio({ config, log: openLog('error'), role: 'web' })
  const texts = Array.from({ length: chapterCount }, (_, index) =>
    makeParagraphs(paragraphsPerChapter, charactersPerChapter / paragraphsPerChapter, index),
  )
  const { id: projectId } = await makeProject(studio, texts)
  const id = newId<ProjectSnapshotId>()
  const conversionId = await insertConversion(studio, projectId)
  const chapters = await insertChapters(studio, projectId, texts)
  await insertProjectSnapshot(studio.db, {
    ...{ id, projectId, conversionId, name: 'Book', tags },
    ...placeChapters(chapters),
  })
  return `/v1/studio/projects/${projectId}/snapshots/${id}`
}

async function insertChapters(studio: Studio, projectId: ProjectId, texts: string[][]) {
  const inserted = []
  for (const [index, chapter] of (await listChapters(studio.db, projectId)).entries()) {
    const conversionId = await insertConversion(studio, projectId)
    const keys = { id: newId<ChapterSnapshotId>(), projectId, chapterId: chapter.id, conversionId }
    await insertChapterSnapshot(studio.db, { ...keys, name: chapter.name, tags }, toManifest(texts[index]!))
    inserted.push(...(await listSnapshotsOfConversions(studio.db, [conversionId])))
  }
  return inserted
}

async function insertConversion(studio: Studio, projectId: ProjectId): Promise<ConversionId> {
  const id = newId<ConversionId>()
  await insertConversions(studio.db, [{ id, projectId, state: 'done' }])
  return id
}

/** Each character follows the one before it, as the tone engine says them. */
function toManifest(paragraphs: string[]): BuiltManifest {
  const count = paragraphs.join('').length
  const characterTimes = Uint32Array.from({ length: 2 * count }, (_, index) => ((index + 1) >> 1) * samplesPerCharacter)
  const blocks = paragraphs.map((text) => ({ blockId: newId<BlockId>(), subType: 'p' as const, text }))
  return { manifest: { segments: [], blocks }, characterTimes, sampleCount: count * samplesPerCharacter }
}
