import { and, count, eq, inArray, isNull, notInArray, or, type SQL, sql } from 'drizzle-orm'
import { hasCode, StudioError } from '#server/base/errors.ts'
import { mapGivingWay } from '#server/base/give-way.ts'
import type { BlockId, ChapterId, ProjectId } from '#server/base/ids.ts'
import { defaultVoiceSettings, type Engine } from '#server/engines/engine.ts'
import { keepGenerations } from '#server/projects/block-generations.ts'
import { getProject, lockProject } from '#server/projects/find-project.ts'
import type { Project } from '#server/projects/project.ts'
import { bumpRevision } from '#server/projects/revision.ts'
import type { Database } from '#server/storage/database.ts'
import { blocks, chapters, plannedTakes, type StoredNode } from '#server/storage/schema.ts'
import { countCodePoints } from '#server/text/code-points.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { type BlockPlan, planBlockInSteps } from './plan-block.ts'
import { planningFingerprints, readSpeakers, type Speaker, type Speakers } from './speakers.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/**
 * Makes sure that the plan of every block of a project is what it would be today. Costs a few small queries when nothing
 * changed; else only the blocks are planned that are new or depend on what changed. A block with a voice that has gone
 * with its engine or its pack keeps the plan it had; one that was written since has a plan that nobody can speak, so that it
 * counts as unspoken.
 * @throws StudioError `project_not_found`, `pronunciation_dictionary_not_found`; the signal's reason, between two steps
 */
export async function ensurePlanned(needs: Needs, project: Project, signal?: AbortSignal): Promise<void> {
  const fingerprints = await planningFingerprints(needs, project)
  const [stale] = await staleBlocks(needs.db, eq(chapters.projectId, project.id), fingerprints).limit(1)
  if (stale) await planStaleBlocks(needs, project.id, signal)
}

/**
 * Planned in one transaction: a long book takes several, so that others can work in between, and none is so long that
 * PostgreSQL takes it for forgotten on a slow machine.
 */
const mostAtOnce = { blocks: 500, characters: 500_000 }

/** What changes meanwhile is planned too, but not for ever: of two processes amid an update each plans otherwise than the other. */
const mostRounds = 10

/** Chapter by chapter: to look through the whole of a long book for each few of its blocks would be quadratic. */
async function planStaleBlocks(needs: Needs, projectId: ProjectId, signal?: AbortSignal): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    const groups = await groupStaleChapters(needs, projectId)
    if (groups.length === 0) return
    for (const chapterIds of groups) {
      let isMore: boolean
      do {
        signal?.throwIfAborted()
        isMore = await needs.db.transaction((db) => planSomeBlocks({ ...needs, db }, projectId, chapterIds))
      } while (isMore)
    }
  }
}

/** The chapters that have blocks to plan, short ones together. */
async function groupStaleChapters(needs: Needs, projectId: ProjectId): Promise<ChapterId[][]> {
  const fingerprints = await planningFingerprints(needs, await getProject(needs.db, projectId))
  const counted = await needs.db
    .select({ id: chapters.id, count: count() })
    .from(blocks)
    .innerJoin(chapters, eq(chapters.id, blocks.chapterId))
    .where(and(eq(chapters.projectId, projectId), isStale(fingerprints)))
    .groupBy(chapters.id)
    .orderBy(chapters.position)
  const groups: ChapterId[][] = []
  let together = Number.POSITIVE_INFINITY
  for (const { id, count } of counted) {
    together += count
    if (together < mostAtOnce.blocks) {
      groups.at(-1)!.push(id)
      continue
    }
    groups.push([id])
    together = count
  }
  return groups
}

/** @returns whether there are others */
async function planSomeBlocks(needs: Needs, projectId: ProjectId, chapterIds: ChapterId[]): Promise<boolean> {
  const { db } = needs
  const project = await lockProject(db, projectId)
  const fingerprints = await planningFingerprints(needs, project)
  const found = await staleBlocks(db, inArray(chapters.id, chapterIds), fingerprints).limit(mostAtOnce.blocks)
  if (found.length === 0) return false // another process was faster
  const stale = takeSome(found)
  const speakers = await readSpeakers(needs, project)
  const kept = await listPlanned(
    db,
    stale.filter(({ nodes }) => !hasItsVoices(nodes, speakers)).map(({ id }) => id),
  )
  const planned = stale.filter(({ id }) => !kept.has(id))
  const plans = await mapGivingWay(planned, (block) => planBlockInSteps(block, withStandIn(speakers)))
  await storePlans(db, plans)
  const ids = stale.map((block) => block.id)
  await db
    .update(blocks)
    .set({ plannedWith: fingerprints.at(-1)! })
    .where(inArray(blocks.id, ids))
  await bumpRevision(db, projectId)
  return stale.length < found.length || found.length === mostAtOnce.blocks
}

function takeSome<Found extends { nodes: StoredNode[] }>(found: Found[]): Found[] {
  let characters = 0
  const end = found.findIndex(({ nodes }) => {
    characters += nodes.reduce((sum, { text }) => sum + text.length, 0)
    return characters >= mostAtOnce.characters
  })
  return end === -1 ? found : found.slice(0, end + 1)
}

function staleBlocks(db: Database, ofChapters: SQL, fingerprints: string[]) {
  return db
    .select({ id: blocks.id, subType: blocks.subType, nodes: blocks.nodes, variation: blocks.variation })
    .from(blocks)
    .innerJoin(chapters, eq(chapters.id, blocks.chapterId))
    .where(and(ofChapters, isStale(fingerprints)))
}

function isStale(fingerprints: string[]): SQL {
  return or(isNull(blocks.plannedWith), notInArray(blocks.plannedWith, fingerprints))!
}

function hasItsVoices(nodes: StoredNode[], speakers: Speakers): boolean {
  try {
    for (const { voiceRefId } of nodes) speakers.get(voiceRefId)
    return true
  } catch (error) {
    if (hasCode(error, 'voice_not_found')) return false
    throw error
  }
}

/** Those of the blocks that have a plan. */
async function listPlanned(db: Database, blockIds: BlockId[]): Promise<Set<BlockId>> {
  const rows = await db
    .selectDistinct({ id: plannedTakes.blockId })
    .from(plannedTakes)
    .where(sql`${plannedTakes.blockId} = any(${sql.param(blockIds)}::text[])`)
  return new Set(rows.map(({ id }) => id))
}

/** With somebody for each voice that has gone, of whom there are no takes. */
function withStandIn(speakers: Speakers): Speakers {
  return {
    ...speakers,
    get(ref) {
      try {
        return speakers.get(ref)
      } catch (error) {
        if (!hasCode(error, 'voice_not_found')) throw error
        return standIn
      }
    },
  }
}

/** Takes have the engine in their keys. */
const noEngine: Engine = {
  id: 'none',
  version: 0,
  languages: [],
  hasTimes: false,
  honours: [],
  alphabets: [],
  limits: { characters: 1_000 },
  voices: async () => [],
  async speak() {
    throw new StudioError('voice_not_found', 'This voice has gone.')
  },
}

const standIn: Speaker = { engine: noEngine, voice: '', language: 'en', settings: defaultVoiceSettings }

async function storePlans(db: Database, plans: BlockPlan[]): Promise<void> {
  const ids = plans.map((plan) => plan.blockId)
  const next = new Map(plans.map((plan) => [plan.blockId, plan.utterances.map((one) => one.takeKey)]))
  await keepGenerations(db, ids, next)
  await db.delete(plannedTakes).where(inArray(plannedTakes.blockId, ids))
  let rows: ReturnType<typeof toRows> = []
  for (const [index, plan] of plans.entries()) {
    for (const row of toRows(plan)) rows.push(row)
    if (rows.length < rowsPerInsert && index + 1 < plans.length) continue
    await insertRows(db, rows)
    rows = []
  }
}

/** Writing more down at once would hold up the event loop. */
const rowsPerInsert = 4_000

/** Arrays instead of parameters for each row: a statement takes 65,535 parameters, and books have more rows. */
async function insertRows(db: Database, rows: ReturnType<typeof toRows>): Promise<void> {
  const column = (name: keyof (typeof rows)[number]) => sql.param(rows.map((row) => row[name]))
  await db.execute(sql`
    insert into planned_takes
      (block_id, position, take_key, voice_ref_id, characters, break_seconds, ends_sentence)
    select * from unnest(${column('blockId')}::text[], ${column('position')}::smallint[], ${column('takeKey')}::text[],
      ${column('voiceRefId')}::text[], ${column('characters')}::int[], ${column('breakSeconds')}::float8[],
      ${column('endsSentence')}::bool[])`)
}

function toRows({ blockId, written, utterances }: BlockPlan) {
  return utterances.map(({ takeKey, voiceRefId, start, end, breakSeconds, endsSentence = false }, position) => ({
    blockId,
    position,
    takeKey,
    voiceRefId,
    characters: countCodePoints(written, start, end),
    breakSeconds,
    endsSentence,
  }))
}
