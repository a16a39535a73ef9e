import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { compareProject } from './compare-project.ts'
import { compareSnapshots } from './compare-snapshots.ts'
import { compareConversions, compareFiles, countUnfinished, findLeftOvers } from './compare-storage.ts'
import { allTargets, killSomething, type Target } from './killer.ts'
import { listZombies } from './processes.ts'
import { openChance } from './random.ts'
import { Service } from './service.ts'
import { findImpossible, queryStudio } from './studio-database.ts'
import { newWriter, type Writer, writeUntil } from './writer.ts'

export interface TortureOptions {
  kills: number
  /** After so long nothing more is killed. */
  mostSecondsOfKilling?: number
  seed: number
  /** What is killed; everything that can be when not given. */
  targets?: Target[]
  writers: number
  /** Worker processes; one when not given. */
  workers?: number
  /** The most snapshots that are heard to their end. */
  mostSnapshots: number
  /** Told what happens, line by line. */
  tell(line: string): void
}

export interface TortureReport {
  kills: Target[]
  /** How often each answer came. */
  outcomes: Map<string, number>
  /** How those ended that were answered with 200; `all` are also those of chapters, after imports, and unanswered ones. */
  conversions: { done: number; failed: number; cancelled: number; all: number }
  takes: number
  snapshotsHeard: number
  seconds: number
  unexpectedEnds: Service['unexpectedEnds']
  /** Empty when all that was promised was kept. */
  violations: string[]
}

const environment = { LECTERN_ENGINE_DEFAULT: 'tone', LECTERN_SPEECH_PROCESSES: '2' }
const readySeconds = 60
const settleSeconds = 180
const stopSeconds = 15
const muchUnfinished = 150

/** Kills parts of a studio at random moments while writers use it, and compares what is left with what was answered. */
export async function torture(options: TortureOptions): Promise<TortureReport> {
  const startedAt = performance.now()
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'lectern-torture-')))
  const workers = { LECTERN_WORKERS: String(options.workers ?? 1) }
  await using service = new Service({ folder, environment: { ...environment, ...workers } })
  const { kills, writers, impossible } = await killWhileWriting(service, options)
  const found = await compareAll(service, writers, options)
  const violations = [...impossible, ...writers.flatMap((writer) => writer.violations), ...found.wrong]
  violations.push(...(await endWell(service, writers[0]!)))
  if (violations.length === 0) await rm(folder, { recursive: true })
  else options.tell(`Folder and log are kept: ${folder}`)
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  return {
    ...found,
    kills,
    violations,
    seconds,
    outcomes: sumOutcomes(writers),
    unexpectedEnds: service.unexpectedEnds,
  }
}

/** Answers when the last victim is back and all work has ended. */
async function killWhileWriting(service: Service, options: TortureOptions) {
  const { seed, kills: count, targets = allTargets, writers: writerCount, tell, mostSecondsOfKilling = 3600 } = options
  const chance = openChance(seed)
  const stopped = new AbortController()
  const writers = Array.from({ length: writerCount }, (_, index) =>
    newWriter(`w${index + 1}`, chance.fork(`w${index}`), () => service.baseUrl),
  )
  const backlog = watchBacklog(service, stopped.signal)
  const writing = service.firstReady.then(() =>
    Promise.all(writers.map((writer) => writeUntil(writer, stopped.signal, backlog.isMuch))),
  )
  writing.catch(() => {}) // told when it is awaited
  const kills: Target[] = []
  const impossible: string[] = []
  try {
    const patience = AbortSignal.timeout(mostSecondsOfKilling * 1000)
    while (kills.length < count && !patience.aborted) {
      kills.push(await killSomething(service, chance, targets))
      tell(`${kills.length}. killed: ${kills.at(-1)}`)
      impossible.push(...(await findImpossible(service.dataFolder).catch(() => [])))
    }
    await within(readySeconds, 'the studio is ready again', () => service.isReady())
  } finally {
    stopped.abort()
    await writing
  }
  await within(settleSeconds, 'all work has ended', async () => (await countUnfinished(service.dataFolder)) === 0)
  return { kills, writers, impossible }
}

/** Asks every second how much is to be done; what was known last counts while the database is away. */
function watchBacklog({ dataFolder }: Service, stopped: AbortSignal): { isMuch(): boolean } {
  let unfinished = 0
  const look = async () => {
    while (!stopped.aborted) {
      unfinished = await countUnfinished(dataFolder).catch(() => unfinished)
      await delay(1_000, undefined, { signal: stopped }).catch(() => {})
    }
  }
  look()
  return { isMuch: () => unfinished > muchUnfinished }
}

/** What is otherwise than promised when all work has ended. */
async function compareAll(service: Service, writers: Writer[], { mostSnapshots, kills }: TortureOptions) {
  const { dataFolder } = service
  const ledgers = writers.map((writer) => writer.ledger)
  const ofProjects = await Promise.all(writers.map((writer) => compareProjects(writer, dataFolder)))
  const { wrong: ofConversions, ...conversions } = await compareConversions(dataFolder, ledgers)
  const { wrong: ofFiles, takes } = await compareFiles(dataFolder, kills)
  const { wrong: ofSnapshots, heard } = await compareSnapshots(dataFolder, writers[0]!.send, mostSnapshots)
  const wrong = [
    ...ofProjects.flat(),
    ...ofConversions,
    ...ofFiles,
    ...ofSnapshots,
    ...(await findImpossible(dataFolder)),
  ]
  return { wrong, conversions, takes, snapshotsHeard: heard }
}

async function compareProjects({ ledger, send }: Writer, dataFolder: string): Promise<string[]> {
  const wrong: string[] = []
  const rows = await queryStudio<ProjectRow>(dataFolder, projectsAndConversions)
  for (const record of ledger.projects) {
    const row = rows.find(({ id, name }) => (record.id ? id === record.id : record.name.includes(name)))
    record.id ??= row?.id
    if (!row && record.existence === 'certain') wrong.push(`Project ${record.name} is lost.`)
    if (row && record.existence === 'deleted') wrong.push(`Project ${record.name} is there after it was deleted.`)
    if (record.existence !== 'certain') continue
    wrong.push(...(await compareProject(send, record)).map((what) => `In project ${record.name}: ${what}.`))
    if (row && record.convertsAtOnce && row.conversions === 0) wrong.push(`Project ${record.name} was not converted.`)
  }
  return wrong
}

type ProjectRow = { id: string; name: string; conversions: number }
const projectsAndConversions = `
  select id, name, (select count(*)::int from conversions where project_id = projects.id and chapter_id is null) as conversions
  from projects`

/** A new conversion works, and stopping leaves nothing behind. */
async function endWell(service: Service, writer: Writer): Promise<string[]> {
  const wrong = await convertOnce(writer)
  wrong.push(...listZombies(service.listProcesses()).map((pid) => `Nobody has waited for the dead process ${pid}.`))
  const code = await Promise.race([service.stop(), delay(stopSeconds * 1000, 'no code')])
  if (code !== 0) wrong.push(`Stopping ended with ${code} within ${stopSeconds} s.`)
  wrong.push(...service.listProcesses().map(({ pid, kind }) => `After stopping, ${kind} ${pid} still runs.`))
  return [...wrong, ...(await findLeftOvers(service.dataFolder))]
}

async function convertOnce({ send }: Writer): Promise<string[]> {
  const node = { type: 'tts_node', voice_id: 'flite-slt', text: 'All is well.' }
  const content = [{ name: 'Last', blocks: [{ nodes: [node] }] }]
  const form = { name: 'Last', auto_convert: 'true', from_content_json: JSON.stringify(content) }
  const created = await send({ method: 'POST', path: '/v1/studio/projects', form })
  if (created.kind !== 'done') return [`A last project cannot be created: ${created.reason}.`]
  const path = `/v1/studio/projects/${created.body.project.project_id}`
  await within(readySeconds, 'a last project is converted', async () => {
    const read = await send({ method: 'GET', path })
    return read.kind === 'done' && read.body.state === 'default' && read.body.can_be_downloaded
  })
  return []
}

function sumOutcomes(writers: Writer[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [outcome, count] of writers.flatMap((writer) => [...writer.outcomes]))
    sums.set(outcome, (sums.get(outcome) ?? 0) + count)
  return sums
}

async function within(seconds: number, what: string, isSo: () => Promise<boolean>): Promise<void> {
  const patience = AbortSignal.timeout(seconds * 1000)
  while (!(await isSo().catch(() => false))) {
    if (patience.aborted) throw new Error(`Waited ${seconds} s in vain until ${what}.`)
    await delay(100)
  }
}
