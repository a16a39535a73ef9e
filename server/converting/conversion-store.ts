import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import type { ConversionId, ProjectId, TakeKey } from '#server/base/ids.ts'
import type { BlockPlan } from '#server/planning/plan-block.ts'
import type { Database } from '#server/storage/database.ts'
import { conversionFailures, conversionPlans, conversions } from '#server/storage/schema.ts'

/** A run from text to snapshot, of a chapter or (without one) of a project. */
export type Conversion = typeof conversions.$inferSelect

const running = inArray(conversions.state, ['queued', 'working'])

export async function insertConversions(db: Database, rows: (typeof conversions.$inferInsert)[]): Promise<void> {
  await db.insert(conversions).values(rows)
}

/** Undefined when it ended or never was. */
export async function findRunning(db: Database, id: ConversionId): Promise<Conversion | undefined> {
  const [row] = await db
    .select()
    .from(conversions)
    .where(and(eq(conversions.id, id), running))
  return row
}

/**
 * Holds a running conversion until the transaction ends; of a chapter in a project's conversion the project's first, so
 * that the last two chapters to end see each other. Undefined when it ended or never was.
 */
export async function lockRunning(db: Database, id: ConversionId): Promise<Conversion | undefined> {
  const parent = db.select({ id: conversions.parentId }).from(conversions).where(eq(conversions.id, id))
  const locked = await db
    .select()
    .from(conversions)
    .where(or(eq(conversions.id, id), eq(conversions.id, parent)))
    .orderBy(sql`${conversions.parentId} nulls first`)
    .for('update')
  return locked.find((one) => one.id === id && isRunning(one))
}

function isRunning({ state }: Conversion): boolean {
  return state === 'queued' || state === 'working'
}

/** The running conversions of a project: its own and those of its chapters. */
export async function listRunning(db: Database, projectId: ProjectId): Promise<Conversion[]> {
  return db
    .select()
    .from(conversions)
    .where(and(eq(conversions.projectId, projectId), running))
}

/** The chapters' conversions that a project's conversion consists of, in the order they were queued. */
export async function listChildren(db: Database, parentId: ConversionId): Promise<Conversion[]> {
  return db.select().from(conversions).where(eq(conversions.parentId, parentId)).orderBy(asc(conversions.createdAt))
}

/**
 * Marks a conversion, and the project's that it is part of, as being worked on.
 * @returns whether a wait in the queue ends by this: of the chapters of a project only the first one ends it
 */
export async function markWorking(db: Database, conversion: Conversion, total: number, done: number): Promise<boolean> {
  const ids = conversion.parentId ? [conversion.parentId, conversion.id] : [conversion.id]
  const begun = await db
    .update(conversions)
    .set({ state: 'working' })
    .where(and(inArray(conversions.id, ids), eq(conversions.state, 'queued')))
    .returning({ id: conversions.id })
  await db
    .update(conversions)
    .set({ charactersTotal: total, charactersDone: done })
    .where(eq(conversions.id, conversion.id))
  return begun.some(({ id }) => id === groupOf(conversion))
}

/** Adds to the progress of a conversion. */
export async function addProgress(db: Database, id: ConversionId, characters: number): Promise<void> {
  const done = sql`least(${conversions.charactersTotal}, ${conversions.charactersDone} + ${characters})`
  await db.update(conversions).set({ charactersDone: done }).where(eq(conversions.id, id))
}

/** Ends a conversion; its plan is not needed any more. */
export async function endConversion(
  db: Database,
  id: ConversionId,
  end: { state: 'done' | 'cancelled' } | { state: 'failed'; code: string; message: string },
): Promise<void> {
  const error = end.state === 'failed' ? { errorCode: end.code, errorMessage: end.message } : {}
  await db
    .update(conversions)
    .set({ state: end.state, endedAt: sql`now()`, ...error })
    .where(eq(conversions.id, id))
  await db.delete(conversionPlans).where(eq(conversionPlans.conversionId, id))
}

/** The plan as it was when the conversion began. */
export async function findPlan(db: Database, id: ConversionId): Promise<BlockPlan[] | undefined> {
  const [row] = await db.select().from(conversionPlans).where(eq(conversionPlans.conversionId, id))
  return row?.plan as BlockPlan[] | undefined
}

export async function insertPlan(db: Database, id: ConversionId, plan: BlockPlan[]): Promise<void> {
  await db.insert(conversionPlans).values({ conversionId: id, plan })
}

export interface TakeFailure {
  takeKey: TakeKey
  code: string
  message: string
}

export async function insertFailures(db: Database, id: ConversionId, failures: TakeFailure[]): Promise<void> {
  const rows = failures.map(({ takeKey, code, message }) => ({ conversionId: id, takeKey, code, message }))
  await db.insert(conversionFailures).values(rows).onConflictDoNothing()
}

export async function listFailures(db: Database, id: ConversionId): Promise<TakeFailure[]> {
  return db.select().from(conversionFailures).where(eq(conversionFailures.conversionId, id))
}

/** All jobs that one request started are one group, so that they can be cancelled together. */
export function groupOf(conversion: Conversion): string {
  return conversion.parentId ?? conversion.id
}
