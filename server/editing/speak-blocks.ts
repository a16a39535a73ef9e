import { eq, sql } from 'drizzle-orm'
import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import { mapGivingWay, mapInTurns } from '#server/base/give-way.ts'
import { type BlockId, newId, type TakeKey } from '#server/base/ids.ts'
import { type AwaitedBlock, cancelSpeeches, insertSpeeches, listAwaited } from '#server/converting/block-speeches.ts'
import { cancelChapterConversion } from '#server/converting/cancel-conversion.ts'
import { requireProjectRoom } from '#server/converting/project-room.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { type Asker, spend } from '#server/keys/key-usage.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { type BlockPlan, planBlockInSteps } from '#server/planning/plan-block.ts'
import { listUtterances } from '#server/planning/plan-chapter.ts'
import { readSpeakers, type Speakers } from '#server/planning/speakers.ts'
import { keepGenerations } from '#server/projects/block-generations.ts'
import { bumpVersion } from '#server/projects/chapter-content.ts'
import { getBlock, getChapter, listBlocks } from '#server/projects/chapters.ts'
import { getProject, lockProject } from '#server/projects/find-project.ts'
import { type Block, type ChapterKey, isBeingImported, type Project } from '#server/projects/project.ts'
import { bumpRevision } from '#server/projects/revision.ts'
import { priorities, type SpeakTask, speakQueue, toSpeakTask } from '#server/speaking/speak-queue.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { blocks } from '#server/storage/schema.ts'
import { forgetLostSound } from '#server/takes/lost-sound.ts'
import { listKeptKeys } from '#server/takes/take-store.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { queueOpening } from './block-opening.ts'

type Needs = { config: Config; db: Database; files: FileStore; jobs: Jobs; voices: VoiceCatalogue }
type Inside = Needs & { db: Transaction }

export type SpokenState = 'silent' | 'converted' | 'queued'

/**
 * Has one block spoken before everything that only waits in the queues. `again` makes another sound of the same text.
 * @throws StudioError `chapter_not_found`, `block_not_found`, `block_locked`, `same_sound`, `voice_not_found`,
 * `already_processing` while the project is imported, `quota_exceeded`, `project_full`
 */
export async function speakBlock(
  needs: Needs,
  key: ChapterKey,
  blockId: BlockId,
  mode: 'missing' | 'again',
  asker?: Asker,
): Promise<SpokenState> {
  await requireProjectRoom(needs, key.projectId)
  return holdingProject(needs, key, { from: blockId, to: blockId }, async (inside, project) => {
    const block = await getBlock(inside.db, key, blockId)
    const speakers = await readSpeakers(inside, project)
    const chosen = mode === 'again' ? await vary(inside, key, block, speakers) : block
    if (mode === 'again') await ensurePlanned(inside, project)
    const states = await queueBlocks(inside, key, [chosen], speakers, { priority: priorities.interactive, asker })
    return states.get(blockId)!
  })
}

/** Which blocks of a chapter: to its end, and from its beginning on, when not given. */
interface BlockRange {
  from?: BlockId
  to?: BlockId
}

interface BlocksToSpeak extends BlockRange {
  /** Somebody waits to hear the first one. */
  isAwaited?: boolean
}

/** What blocks are by now, and whether the first of them can be heard while it is being spoken: block-opening.ts. */
export interface QueuedBlocks {
  states: Map<BlockId, SpokenState>
  openingId?: BlockId
}

/**
 * Has the blocks of a chapter spoken in their order, before all conversions; locked ones are left as they are.
 * @throws StudioError `chapter_not_found`, `block_not_found`, `voice_not_found`, `already_processing`, `quota_exceeded`, `project_full`
 */
export async function speakBlocks(
  needs: Needs,
  key: ChapterKey,
  { from, to, isAwaited = false }: BlocksToSpeak,
  asker?: Asker,
): Promise<QueuedBlocks> {
  await requireProjectRoom(needs, key.projectId)
  const looked = isAwaited && from ? { from, to: from } : { from, to } // who waits does not wait for a look at thousands
  return holdingProject(needs, key, looked, async (inside, project) => {
    const all = await listBlocks(inside.db, key.chapterId)
    const first = from ? indexOf(all, from) : 0
    const last = to ? indexOf(all, to) : all.length - 1
    const chosen = all.slice(first, last + 1).filter((block) => !block.isLocked)
    const speakers = await readSpeakers(inside, project)
    const awaited = isAwaited && chosen[0] === all[first] ? chosen[0] : undefined
    const openingId = awaited && (await queueOpening(inside, awaited, speakers)) ? awaited.id : undefined
    const options = { priority: priorities.listening, asker, openingId }
    return { states: await queueBlocks(inside, key, chosen, speakers, options), openingId }
  })
}

/** Ends within a second what of a chapter is being spoken or converted. @throws StudioError `chapter_not_found` */
export async function cancelChapter(needs: Needs, key: ChapterKey): Promise<void> {
  await needs.db.transaction(async (db) => {
    const inside = { ...needs, db }
    await lockProject(db, key.projectId)
    await getChapter(db, key)
    await cancelChapterConversion(inside, key)
    await cancelSpeeches(inside, key)
    await bumpRevision(db, key.projectId)
  })
}

/** Nothing is held while it is planned and while the file store is asked. @param range whose sound is to be there, or spoken again */
async function holdingProject<Result>(
  needs: Needs,
  key: ChapterKey,
  range: BlockRange,
  work: (inside: Inside, project: Project) => Promise<Result>,
): Promise<Result> {
  const project = await getProject(needs.db, key.projectId)
  await ensurePlanned(needs, project)
  await forgetLostSound(needs, await listPlannedKeys(needs.db, key, range))
  return needs.db.transaction(async (db) => {
    const held = await lockProject(db, key.projectId)
    if (isBeingImported(held)) {
      throw new StudioError('already_processing', `Project "${held.name}" is being imported.`)
    }
    await getChapter(db, key)
    await ensurePlanned({ ...needs, db }, held)
    return work({ ...needs, db }, held)
  })
}

async function listPlannedKeys(db: Database, { chapterId }: ChapterKey, { from, to }: BlockRange): Promise<TakeKey[]> {
  const positionOf = (id: BlockId | undefined) => sql`(select position from blocks where id = ${id ?? null})`
  const { rows } = await db.execute<{ key: TakeKey }>(sql`
    select distinct take_key as key from planned_takes join blocks on blocks.id = block_id
    where chapter_id = ${chapterId} and blocks.position >= coalesce(${positionOf(from)}, 0)
      and blocks.position <= coalesce(${positionOf(to)}, blocks.position)`)
  return rows.map(({ key }) => key)
}

function indexOf(all: Block[], id: BlockId): number {
  const index = all.findIndex((block) => block.id === id)
  if (index === -1) throw new StudioError('block_not_found', `This chapter has no block "${id}".`)
  return index
}

/** Gives a block another seed; what it was is kept. */
async function vary({ db }: Inside, key: ChapterKey, block: Block, speakers: Speakers): Promise<Block> {
  if (block.isLocked) throw new StudioError('block_locked', 'This paragraph is locked: it is not spoken again.')
  const isVaried = block.nodes.some(({ voiceRefId }) => speakers.get(voiceRefId).engine.usesSeed)
  if (!isVaried) throw new StudioError('same_sound', 'The voice of this paragraph says the same text always alike.')
  await keepGenerations(db, [block.id])
  const [varied] = await db
    .update(blocks)
    .set({ variation: sql`${blocks.variation} + 1`, plannedWith: null })
    .where(eq(blocks.id, block.id))
    .returning()
  await bumpVersion(db, key)
  return varied!
}

/**
 * Queues what of these blocks was never spoken, each block as a job of its own for every engine that it needs. What waits
 * already keeps its place, unless the block is to say something else by now.
 */
async function queueBlocks(
  { db, jobs }: Inside,
  key: ChapterKey,
  chosen: Block[],
  speakers: Speakers,
  { priority, asker, openingId }: { priority: number; asker?: Asker; openingId?: BlockId },
): Promise<Map<BlockId, SpokenState>> {
  const plans = await mapGivingWay(chosen, (block) => planBlockInSteps(block, speakers))
  const keys = plans.flatMap((plan) => plan.utterances.map((one) => one.takeKey))
  const kept = await listKeptKeys(db, keys)
  const missing = await mapInTurns(plans, (plan) => ({
    plan,
    blockId: plan.blockId,
    tasks: inOrder(listTasks(plan), plan.blockId === openingId).filter((task) => !kept.has(task.takeKey)),
  }))
  const awaited = await listAwaited(
    db,
    plans.map((plan) => plan.blockId),
  )
  const added = missing.filter(({ blockId, tasks }) => tasks.some(({ takeKey }) => !awaited.get(blockId)?.has(takeKey)))
  const groupId = `blocks ${newId()}`
  if (added.length > 0) {
    const characters = added.flatMap(({ tasks }) => tasks).reduce((sum, task) => sum + task.characters, 0)
    if (asker) await spend(db, asker, { characters })
    await insertSpeeches(db, key, added, groupId)
    await addJobs(jobs, db, added, { priority, group: groupId })
    await bumpRevision(db, key.projectId)
  }
  return new Map(missing.map(({ plan, tasks }) => [plan.blockId, stateOf(plan, tasks)]))
}

async function addJobs(
  jobs: Jobs,
  db: Transaction,
  added: AwaitedBlock[],
  options: { priority: number; group: string },
): Promise<void> {
  const batches = added.flatMap(({ blockId, tasks }) =>
    [...Map.groupBy(tasks, (task) => task.engineId)].map(([engineId, ofEngine]) => ({
      engineId,
      data: { tasks: ofEngine, blockId },
    })),
  )
  for (const [engineId, ofEngine] of Map.groupBy(batches, (batch) => batch.engineId)) {
    const rows = ofEngine.map(({ data }) => ({ data, ...options }))
    await jobs.addMany(speakQueue(engineId), rows, { inTransaction: db })
  }
}

/** What is heard as an opening meanwhile is needed last. */
function inOrder(tasks: SpeakTask[], hasOpening: boolean): SpeakTask[] {
  return hasOpening ? [...tasks.slice(1), ...tasks.slice(0, 1)] : tasks
}

function listTasks(plan: BlockPlan): SpeakTask[] {
  return listUtterances([plan]).map(toSpeakTask)
}

function stateOf(plan: BlockPlan, tasks: SpeakTask[]): SpokenState {
  if (plan.utterances.length === 0) return 'silent'
  return tasks.length === 0 ? 'converted' : 'queued'
}
