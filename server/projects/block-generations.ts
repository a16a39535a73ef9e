import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { and, desc, eq, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { BlockId, ChapterId, GenerationId, ProjectVoiceId, TakeKey } from '#server/base/ids.ts'
import { inGroups } from '#server/base/in-groups.ts'
import type { Database } from '#server/storage/database.ts'
import { type BlockType, blockGenerations, type StoredNode } from '#server/storage/schema.ts'

/** What a block once was and how it sounded. */
export type Generation = typeof blockGenerations.$inferSelect

/** By what is heard, wherever it is asked: the takes, and the silence between them. */
export function generationIdOf(takeKeys: TakeKey[], breakSeconds: number[]): GenerationId {
  const inside = breakSeconds.slice(0, -1)
  const hash = createHash('sha256').update(JSON.stringify([takeKeys, inside]))
  return hash.digest('hex').slice(0, 20) as GenerationId
}

/**
 * Keeps what these blocks are now, as far as all of it is spoken: called before they change, in the same transaction. A
 * generation holds its takes, so that going back to it speaks nothing.
 * @param next the takes that blocks will have, where they are only planned anew: what stays the same is no past
 */
export async function keepGenerations(
  db: Database,
  blockIds: BlockId[],
  next: ReadonlyMap<BlockId, TakeKey[]> = new Map(),
): Promise<void> {
  const all = await listCurrentGenerations(db, blockIds)
  const generations = all.filter(({ blockId, takeKeys }) => !isDeepStrictEqual(next.get(blockId), takeKeys))
  for (const some of inGroups(generations, insertedAtOnce)) {
    await db.insert(blockGenerations).values(some).onConflictDoNothing()
  }
}

/** PostgreSQL takes 65,535 parameters in one statement, and writing a longer one down would hold up the event loop. */
const insertedAtOnce = 100

/** What those of these blocks are now whose takes all exist; needs plans that are up to date. */
export async function listCurrentGenerations(db: Database, blockIds: BlockId[]): Promise<Generation[]> {
  if (blockIds.length === 0) return []
  const { rows } = await db.execute<CurrentRow>(sql`
    select blocks.id as "blockId", blocks.chapter_id as "chapterId", blocks.sub_type as "subType", blocks.nodes,
      blocks.variation, max(takes.created_at)::text as "createdAt",
      array_agg(planned_takes.take_key order by planned_takes.position) as "takeKeys",
      array_agg(planned_takes.break_seconds order by planned_takes.position) as "breakSeconds",
      array_agg(planned_takes.ends_sentence order by planned_takes.position) as "endsSentence",
      array_agg(planned_takes.voice_ref_id order by planned_takes.position) as "voiceRefIds"
    from blocks
    join planned_takes on planned_takes.block_id = blocks.id
    left join takes on takes.key = planned_takes.take_key
    where blocks.id = any(${sql.param(blockIds)}::text[])
    group by blocks.id
    having bool_and(takes.key is not null)`)
  return rows.map((row) => ({
    ...row,
    id: generationIdOf(row.takeKeys, row.breakSeconds),
    createdAt: new Date(row.createdAt),
  }))
}

/** So many are known of a block: each may be as long as a block, and its takes are kept for it. */
const mostGenerations = 500

/** The generations that a block had before its current one, newest first. */
export async function listGenerations(db: Database, chapterId: ChapterId, blockId: BlockId): Promise<Generation[]> {
  return db
    .select()
    .from(blockGenerations)
    .where(and(eq(blockGenerations.chapterId, chapterId), eq(blockGenerations.blockId, blockId)))
    .orderBy(desc(blockGenerations.createdAt), blockGenerations.id)
    .limit(mostGenerations)
}

/** @throws StudioError `generation_not_found` */
export async function getGeneration(
  db: Database,
  chapterId: ChapterId,
  blockId: BlockId,
  id: GenerationId,
): Promise<Generation> {
  const current = await listCurrentGenerations(db, [blockId])
  const known = [...current, ...(await listGenerations(db, chapterId, blockId))]
  const found = known.find((one) => one.id === id && one.chapterId === chapterId)
  if (!found) throw new StudioError('generation_not_found', `Block "${blockId}" has no generation "${id}".`)
  return found
}

export async function deleteGeneration(db: Database, blockId: BlockId, id: GenerationId): Promise<void> {
  await db.delete(blockGenerations).where(and(eq(blockGenerations.blockId, blockId), eq(blockGenerations.id, id)))
}

type CurrentRow = {
  blockId: BlockId
  chapterId: ChapterId
  subType: BlockType
  nodes: StoredNode[]
  variation: number
  createdAt: string
  takeKeys: TakeKey[]
  breakSeconds: number[]
  endsSentence: boolean[]
  voiceRefIds: ProjectVoiceId[]
}
