import { sql } from 'drizzle-orm'
import { readConfig } from '#server/base/config.ts'
import type { ChapterId, ProjectId } from '#server/base/ids.ts'
import { openLog } from '#server/base/log.ts'
import { queueConversion, queueProjectConversion } from '#server/converting/queue-conversion.ts'
import type { Engine } from '#server/engines/engine.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { type CountedUtterance, listUtterances, planChapter } from '#server/planning/plan-chapter.ts'
import { readSpeakers } from '#server/planning/speakers.ts'
import { replaceContent } from '#server/projects/chapter-content.ts'
import { listBlocks, listChapters } from '#server/projects/chapters.ts'
import { createProject } from '#server/projects/create-project.ts'
import { listProjectVoices } from '#server/projects/find-project.ts'
import type { ChapterKey, NewBlock, NewChapter, Project } from '#server/projects/project.ts'
import type { ChapterSnapshot, ProjectSnapshot } from '#server/snapshots/snapshot.ts'
import { findNewestSnapshot, listSnapshotsOfConversions } from '#server/snapshots/snapshot-store.ts'
import { startWorking } from '#server/start-working.ts'
import { openStudio, type Studio } from '#server/studio.ts'
import { environmentOf, openDataFolder } from './service.ts'

/** A studio inside this process, with the embedded database, on a data folder of its own. */
export type BenchStudio = AsyncDisposable & { studio: Studio; dataFolder: string }

interface Options {
  /** Instead of those of the registry. */
  engines?: Engine[]
  /** Whether it works on jobs. */
  isWorking?: boolean
}

export async function openBenchStudio({ engines, isWorking = true }: Options = {}): Promise<BenchStudio> {
  await using opening = new AsyncDisposableStack()
  const { path: dataFolder } = opening.use(await openDataFolder())
  const defaultEngine = engines?.[0] && { LECTERN_ENGINE_DEFAULT: engines[0].id }
  const config = readConfig({ ...environmentOf(dataFolder), ...defaultEngine })
  const log = openLog(config.LECTERN_LOG_LEVEL)
  const studio = opening.use(await openStudio({ config, log, role: 'worker', engines: engines && toEngines(engines) }))
  await announceSnapshots(studio)
  if (isWorking) await startWorking(studio)
  const opened = opening.move()
  return { studio, dataFolder, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** A project of chapters of paragraphs, in one voice. */
export async function makeProject(studio: Studio, chapters: string[][], voiceId = 'tone-a'): Promise<Project> {
  const content = chapters.map((paragraphs, index) => toChapter(`Chapter ${index + 1}`, paragraphs, voiceId))
  return createProject(studio, { name: 'Bench', defaultParagraphVoiceId: voiceId }, content)
}

export function toChapter(name: string, paragraphs: string[], voiceId = 'tone-a'): NewChapter {
  return { name, blocks: paragraphs.map((text) => toBlock(text, voiceId)) }
}

export function toBlock(text: string, voiceId = 'tone-a'): NewBlock {
  return { subType: 'p', nodes: [{ voiceId, text }] }
}

/** Converts a project to its end, and answers the snapshot. */
export async function convertProject(studio: Studio, { id }: Project): Promise<ProjectSnapshot> {
  const published = nextSnapshot(studio, id)
  const conversionId = await queueProjectConversion(studio, id)
  await published
  return (await findNewestSnapshot(studio.db, id, { conversionId }))!
}

/** The same of a chapter. */
export async function convertChapter(studio: Studio, key: ChapterKey): Promise<ChapterSnapshot> {
  const published = nextSnapshot(studio, key.chapterId)
  const conversionId = await queueConversion(studio, key)
  await published
  return (await listSnapshotsOfConversions(studio.db, [conversionId]))[0]!
}

/** The only chapter of a project. */
export async function onlyChapter(studio: Studio, project: Project): Promise<ChapterKey> {
  const [chapter] = await listChapters(studio.db, project.id)
  return { projectId: project.id, chapterId: chapter!.id }
}

/** Replaces the text of one paragraph, as an editor would: all others keep their ids. */
export async function editParagraph(studio: Studio, key: ChapterKey, index: number, text: string): Promise<void> {
  const blocks = await listBlocks(studio.db, key.chapterId)
  const voices = await listProjectVoices(studio.db, key.projectId)
  const voiceIdOf = (refId: string) => voices.find((voice) => voice.refId === refId)!.voiceId
  const content = blocks.map((block) => ({
    blockId: block.id,
    subType: block.subType,
    nodes: block.nodes.map((node) => ({ voiceId: voiceIdOf(node.voiceRefId), text: node.text })),
  }))
  content[index]!.nodes[0]!.text = text
  await replaceContent(studio, key, content)
}

/** What is to be said of a project as it stands, in reading order. */
export async function listProjectUtterances(studio: Studio, project: Project): Promise<CountedUtterance[]> {
  await ensurePlanned(studio, project)
  const speakers = await readSpeakers(studio, project)
  const chapters = await listChapters(studio.db, project.id)
  const plans = await Promise.all(chapters.map((chapter) => planChapter(studio.db, chapter.id, speakers)))
  return plans.flatMap((plan) => listUtterances(plan))
}

/** Lets the database tell of every snapshot: to ask it again and again would be in the figures. */
async function announceSnapshots({ db }: Studio): Promise<void> {
  await db.execute(sql`
    create function announce_snapshot() returns trigger language plpgsql as $$ begin
      perform pg_notify('lectern_events', json_build_array('snapshot:' || (to_jsonb(new) ->> tg_argv[0]), null)::text);
      return null;
    end $$`)
  for (const [table, column] of [
    ['chapter_snapshots', 'chapter_id'],
    ['project_snapshots', 'project_id'],
  ] as const)
    await db.execute(
      sql.raw(
        `create trigger announce after insert on ${table} for each row execute function announce_snapshot(${column})`,
      ),
    )
}

function nextSnapshot(studio: Studio, id: ChapterId | ProjectId): Promise<unknown> {
  return studio.events.next(`snapshot:${id}`, AbortSignal.timeout(3_600_000))
}

function toEngines(list: Engine[]): Studio['engines'] {
  return {
    get: (id) => list.find((engine) => engine.id === id)!,
    list: () => list,
    close: async () => {
      for (const engine of list) await engine.close?.()
    },
  }
}
