import { and, eq, inArray, isNull, notInArray, or, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { lockProject } from '#server/projects/find-project.ts'
import type { Project } from '#server/projects/project.ts'
import { bumpRevision } from '#server/projects/revision.ts'
import type { Database } from '#server/storage/database.ts'
import { blocks, chapters, plannedTakes, type StoredNode } from '#server/storage/schema.ts'
import { countCodePoints } from '#server/text/code-points.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { type BlockPlan, planBlock } from './plan-block.ts'
import { planningFingerprints, readSpeakers, type Speakers } from './speakers.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/**
 * Makes sure that the plan of every block of a project is what it would be today. Costs a few small queries when nothing
 * changed; else only the blocks are planned that are new or depend on what changed. A block with a voice that has gone
 * with its engine or its pack keeps the plan it had.
 * @throws StudioError `project_not_found`, `pronunciation_dictionary_not_found`
 */
export async function ensurePlanned(needs: Needs, project: Project): Promise<void> {
  const fingerprints = await planningFingerprints(needs, project)
  const [stale] = await staleBlocks(needs.db, project.id, fingerprints).limit(1)
  if (stale) await planStaleBlocks(needs, project.id)
}

/** Blocks planned in one transaction; a long book takes several, so that others can work in between. */
const blocksPerTransaction = 500

async function planStaleBlocks(needs: Needs, projectId: ProjectId): Promise<void> {
  let planned: number
  do {
    planned = await needs.db.transaction((db) => planSomeBlocks({ ...needs, db }, projectId))
  } while (planned === blocksPerTransaction)
}

/** @returns how many blocks were planned */
async function planSomeBlocks(needs: Needs, projectId: ProjectId): Promise<number> {
  const { db } = needs
  const project = await lockProject(db, projectId)
  const fingerprints = await planningFingerprints(needs, project)
  const stale = await staleBlocks(db, projectId, fingerprints).limit(blocksPerTransaction)
  if (stale.length === 0) return 0 // another process was faster
  const speakers = await readSpeakers(needs, project)
  const plans = stale.filter(({ nodes }) => hasItsVoices(nodes, speakers)).map((block) => planBlock(block, speakers))
  await storePlans(db, plans)
  const ids = stale.map((block) => block.id)
  await db
    .update(blocks)
    .set({ plannedWith: fingerprints.at(-1)! })
    .where(inArray(blocks.id, ids))
  await bumpRevision(db, projectId)
  return stale.length
}

function staleBlocks(db: Database, projectId: ProjectId, fingerprints: string[]) {
  const isStale = or(isNull(blocks.plannedWith), notInArray(blocks.plannedWith, fingerprints))
  return db
    .select({ id: blocks.id, subType: blocks.subType, nodes: blocks.nodes })
    .from(blocks)
    .innerJoin(chapters, eq(chapters.id, blocks.chapterId))
    .where(and(eq(chapters.projectId, projectId), isStale))
}

function hasItsVoices(nodes: StoredNode[], speakers: Speakers): boolean {
  try {
    for (const { voiceRefId } of nodes) speakers.get(voiceRefId)
    return true
  } catch (error) {
    if (error instanceof StudioError && error.code === 'voice_not_found') return false
    throw error
  }
}

async function storePlans(db: Database, plans: BlockPlan[]): Promise<void> {
  const ids = plans.map((plan) => plan.blockId)
  await db.delete(plannedTakes).where(inArray(plannedTakes.blockId, ids))
  await insertRows(db, plans.flatMap(toRows))
}

/** Five arrays instead of five parameters a row: a statement takes 65,535 parameters, and books have more rows. */
async function insertRows(db: Database, rows: ReturnType<typeof toRows>): Promise<void> {
  const column = (name: keyof (typeof rows)[number]) => sql.param(rows.map((row) => row[name]))
  await db.execute(sql`
    insert into planned_takes (block_id, position, take_key, voice_ref_id, characters)
    select * from unnest(${column('blockId')}::text[], ${column('position')}::smallint[], ${column('takeKey')}::text[],
      ${column('voiceRefId')}::text[], ${column('characters')}::int[])`)
}

function toRows({ blockId, written, utterances }: BlockPlan) {
  return utterances.map(({ takeKey, voiceRefId, start, end }, position) => ({
    blockId,
    position,
    takeKey,
    voiceRefId,
    characters: countCodePoints(written, start, end),
  }))
}
