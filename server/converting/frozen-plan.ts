import { and, asc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { ChapterId, ConversionId, ProjectId, TakeKey } from '#server/base/ids.ts'
import type { BlockPlan, PlannedUtterance } from '#server/planning/plan-block.ts'
import type { BlockTimeline } from '#server/planning/timeline.ts'
import type { SpeakTask } from '#server/speaking/speak-queue.ts'
import type { Database } from '#server/storage/database.ts'
import { conversionBlocks, conversionTakes } from '#server/storage/schema.ts'
import { countCodePoints } from '#server/text/code-points.ts'

// The text of a chapter as it was when its conversion began, as rows: one for each block, one for each take that it waits
// for. Whether the conversion is ready is whether none of these is missing.

/** What is kept of an utterance besides its key: enough to speak it, and to place it. */
type Planned = Omit<PlannedUtterance, 'takeKey' | 'voiceRefId'>

/** Whether a conversion was begun before: it keeps the plan that it has. */
export async function hasPlan(db: Database, id: ConversionId): Promise<boolean> {
  return (await db.$count(conversionBlocks, eq(conversionBlocks.conversionId, id))) > 0
}

/** Keeps a plan. Its takes count as missing until `refreshKept`. */
export async function insertPlan(db: Database, conversionId: ConversionId, plans: BlockPlan[]): Promise<void> {
  await insertBlocks(db, conversionId, plans)
  const rows = plans.flatMap(toTakeRows)
  // Arrays instead of parameters for each row: a statement takes 65,535 parameters, and chapters have more takes.
  const column = (name: keyof (typeof rows)[number]) => sql.param(rows.map((row) => row[name]))
  await db.execute(sql`
    insert into conversion_takes (conversion_id, position, block_position, take_key, characters, planned, is_kept)
    select ${conversionId}, row_number() over () - 1, row.*, false
    from unnest(${column('blockPosition')}::int[], ${column('takeKey')}::text[], ${column('characters')}::int[],
      ${column('planned')}::jsonb[]) as row`)
}

async function insertBlocks(db: Database, conversionId: ConversionId, plans: BlockPlan[]): Promise<void> {
  const column = (name: keyof BlockPlan) => sql.param(plans.map((plan) => plan[name]))
  await db.execute(sql`
    insert into conversion_blocks (conversion_id, position, block_id, sub_type, written, leading_break_seconds)
    select ${conversionId}, row_number() over () - 1, row.*
    from unnest(${column('blockId')}::text[], ${column('subType')}::text[], ${column('written')}::text[],
      ${column('leadingBreakSeconds')}::float8[]) as row`)
}

function toTakeRows({ written, utterances }: BlockPlan, blockPosition: number) {
  return utterances.map(({ takeKey, voiceRefId: _, ...planned }) => ({
    blockPosition,
    takeKey,
    characters: countCodePoints(written, planned.start, planned.end),
    planned: JSON.stringify(planned),
  }))
}

/** Notes which takes of a plan exist: at its beginning, and again when some have gone. */
export async function refreshKept(db: Database, conversionId: ConversionId): Promise<void> {
  await db.execute(sql`
    update conversion_takes set is_kept = not is_kept, error_code = null, error_message = null
    where conversion_id = ${conversionId}
      and is_kept <> exists (select from takes where takes.key = conversion_takes.take_key)`)
}

/**
 * Notes for every conversion that waits for one of these takes that it exists, also where it could not be made before. In the
 * transaction that keeps it.
 */
export async function markKept(db: Database, takeKeys: TakeKey[]): Promise<void> {
  await db
    .update(conversionTakes)
    .set({ isKept: true, errorCode: null, errorMessage: null })
    .where(
      and(sql`${conversionTakes.takeKey} = any(${sql.param(takeKeys)}::text[])`, eq(conversionTakes.isKept, false)),
    )
}

export interface TakeFailure {
  takeKey: TakeKey
  code: string
  message: string
}

/** Notes why takes could not be made; those that somebody else has made are there all the same. */
export async function markFailed(db: Database, conversionId: ConversionId, failures: TakeFailure[]): Promise<void> {
  for (const { takeKey, code, message } of failures) {
    await db
      .update(conversionTakes)
      .set({ errorCode: code, errorMessage: message, failedAt: sql`now()` })
      .where(
        and(
          eq(conversionTakes.conversionId, conversionId),
          eq(conversionTakes.takeKey, takeKey),
          eq(conversionTakes.isKept, false),
        ),
      )
  }
}

/** The first take that could not be made. */
export async function findFailure(db: Database, id: ConversionId): Promise<Omit<TakeFailure, 'takeKey'> | undefined> {
  const { conversionId, errorCode, errorMessage, position } = conversionTakes
  const [row] = await db
    .select({ code: errorCode, message: errorMessage })
    .from(conversionTakes)
    .where(and(eq(conversionId, id), isNotNull(errorCode)))
    .orderBy(asc(position))
    .limit(1)
  return row && { code: row.code!, message: row.message! }
}

/** Of a take that a conversion waits for. */
export const isMissing = and(eq(conversionTakes.isKept, false), isNull(conversionTakes.errorCode))

/** Whether a conversion waits for takes; one indexed look, however long the chapter is. */
export async function isWaitingForTakes(db: Database, id: ConversionId): Promise<boolean> {
  const rows = await db
    .select({ position: conversionTakes.position })
    .from(conversionTakes)
    .where(and(eq(conversionTakes.conversionId, id), isMissing))
    .limit(1)
  return rows.length > 0
}

/** What is to be spoken, each take once, in reading order. */
export async function listMissing(db: Database, id: ConversionId): Promise<SpeakTask[]> {
  const rows = await db
    .select()
    .from(conversionTakes)
    .where(and(eq(conversionTakes.conversionId, id), isMissing))
    .orderBy(asc(conversionTakes.position))
  const tasks = new Map<TakeKey, SpeakTask>()
  for (const { takeKey, characters, planned } of rows) {
    const { engineId, utterance } = planned as Planned
    if (!tasks.has(takeKey)) tasks.set(takeKey, { takeKey, engineId, utterance, characters })
  }
  return [...tasks.values()]
}

/** A block of the frozen text. */
export interface FrozenBlock extends BlockTimeline {
  utterances: Omit<PlannedUtterance, 'voiceRefId'>[]
}

/** The frozen text and where its takes stand in it. */
export async function readTimeline(db: Database, id: ConversionId): Promise<FrozenBlock[]> {
  const blocks = await db
    .select()
    .from(conversionBlocks)
    .where(eq(conversionBlocks.conversionId, id))
    .orderBy(asc(conversionBlocks.position))
  const takes = await db
    .select()
    .from(conversionTakes)
    .where(eq(conversionTakes.conversionId, id))
    .orderBy(asc(conversionTakes.position))
  const ofBlock = Map.groupBy(takes, (take) => take.blockPosition)
  return blocks.map(({ conversionId: _, position, ...block }) => ({
    ...block,
    utterances: (ofBlock.get(position) ?? []).map(({ takeKey, planned }) => ({ takeKey, ...(planned as Planned) })),
  }))
}

/** How much of what running conversions say is spoken, from 0 to 1. */
export async function readProgress(db: Database, ids: ConversionId[]): Promise<Map<ConversionId, number>> {
  const { conversionId, characters, isKept } = conversionTakes
  const spoken = sql<number>`coalesce(sum(${characters}) filter (where ${isKept}), 0)::float8 / sum(${characters})`
  const rows = await db
    .select({ conversionId, progress: spoken })
    .from(conversionTakes)
    .where(inArray(conversionId, ids))
    .groupBy(conversionId)
  return new Map(rows.map((row) => [row.conversionId, row.progress]))
}

/** The same of the running conversions that wait, or waited, for these takes. */
export async function readProgressOfTakes(
  db: Database,
  takeKeys: TakeKey[],
): Promise<{ projectId: ProjectId; chapterId: ChapterId; progress: number }[]> {
  const { rows } = await db.execute<{ projectId: ProjectId; chapterId: ChapterId; progress: number }>(sql`
    select conversions.project_id as "projectId", conversions.chapter_id as "chapterId",
      coalesce(sum(characters) filter (where is_kept), 0)::float8 / greatest(sum(characters), 1) as progress
    from conversion_takes join conversions on conversions.id = conversion_takes.conversion_id
    where conversion_id in (
      select conversion_id from conversion_takes where take_key = any(${sql.param(takeKeys)}::text[]))
    group by conversions.id`)
  return rows
}

export async function deletePlans(db: Database, ids: ConversionId[]): Promise<void> {
  await db.delete(conversionTakes).where(inArray(conversionTakes.conversionId, ids))
  await db.delete(conversionBlocks).where(inArray(conversionBlocks.conversionId, ids))
}
