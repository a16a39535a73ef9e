import { and, asc, eq, inArray, ne, or, sql } from 'drizzle-orm'
import type { ConversionId, ProjectId } from '#server/base/ids.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { conversions, projects } from '#server/storage/schema.ts'
import { deletePlans } from './frozen-plan.ts'

/** A run from text to snapshot, of a chapter or (without one) of a project. */
export type Conversion = typeof conversions.$inferSelect

/** Of a conversion that has not ended. */
export const isRunning = inArray(conversions.state, ['queued', 'working'])

export async function insertConversions(db: Database, rows: (typeof conversions.$inferInsert)[]): Promise<void> {
  await db.insert(conversions).values(rows)
}

/** Undefined when it ended or never was. */
export async function findRunning(db: Database, id: ConversionId): Promise<Conversion | undefined> {
  const [row] = await db
    .select()
    .from(conversions)
    .where(and(eq(conversions.id, id), isRunning))
  return row
}

export async function findConversion(db: Database, id: ConversionId): Promise<Conversion | undefined> {
  const [row] = await db.select().from(conversions).where(eq(conversions.id, id))
  return row
}

/**
 * Holds a running conversion until the transaction ends. Everyone locks in one order: the project, its own conversion, then
 * those of its chapters; so nobody waits for who waits for him, and the last two chapters to end see each other.
 * Undefined when it ended or never was.
 */
export async function lockRunning(db: Transaction, id: ConversionId): Promise<Conversion | undefined> {
  const project = db.select({ id: conversions.projectId }).from(conversions).where(eq(conversions.id, id))
  await db.select({ id: projects.id }).from(projects).where(eq(projects.id, project)).for('no key update')
  const parent = db.select({ id: conversions.parentId }).from(conversions).where(eq(conversions.id, id))
  const locked = await db
    .select()
    .from(conversions)
    .where(or(eq(conversions.id, id), eq(conversions.id, parent)))
    .orderBy(sql`${conversions.parentId} nulls first`)
    .for('no key update')
  return locked.find((one) => one.id === id && runs(one))
}

/** Whether a conversion has not ended. */
export function runs({ state }: Conversion): boolean {
  return state === 'queued' || state === 'working'
}

/** The running conversions of a project: its own and those of its chapters. */
export async function listRunning(db: Database, projectId: ProjectId): Promise<Conversion[]> {
  return db
    .select()
    .from(conversions)
    .where(and(eq(conversions.projectId, projectId), isRunning))
}

/** The running conversions of all projects. */
export async function listAllRunning(db: Database): Promise<Pick<Conversion, 'id' | 'parentId'>[]> {
  return db.select({ id: conversions.id, parentId: conversions.parentId }).from(conversions).where(isRunning)
}

/** The chapters' conversions that a project's conversion consists of, in the order they were queued. */
export async function listChildren(db: Database, parentId: ConversionId): Promise<Conversion[]> {
  return db.select().from(conversions).where(eq(conversions.parentId, parentId)).orderBy(asc(conversions.createdAt))
}

/** How many other chapters of the same project are yet to be started. */
export async function countQueuedBeside(db: Database, { id, parentId }: Conversion): Promise<number> {
  if (!parentId) return 0
  const isQueuedChild = and(eq(conversions.parentId, parentId), eq(conversions.state, 'queued'))
  return db.$count(conversions, and(isQueuedChild, ne(conversions.id, id)))
}

/**
 * Marks a conversion, and the project's that it is part of, as being worked on.
 * @returns whether a wait in the queue ends by this: of the chapters of a project only the first one ends it
 */
export async function markWorking(db: Database, conversion: Conversion): Promise<boolean> {
  const ids = conversion.parentId ? [conversion.parentId, conversion.id] : [conversion.id]
  const begun = await db
    .update(conversions)
    .set({ state: 'working' })
    .where(and(inArray(conversions.id, ids), eq(conversions.state, 'queued')))
    .returning({ id: conversions.id })
  return begun.some(({ id }) => id === groupOf(conversion))
}

type ConversionEnd = { state: 'done' | 'cancelled' } | { state: 'failed'; code: string; message: string }

/** Ends a conversion; what it waited for is not needed any more. */
export async function endConversion(db: Database, id: ConversionId, end: ConversionEnd): Promise<void> {
  await endConversions(db, [id], end)
}

/** The same of several. */
export async function endConversions(db: Database, ids: ConversionId[], end: ConversionEnd): Promise<void> {
  const error = end.state === 'failed' ? { errorCode: end.code, errorMessage: end.message } : {}
  await db
    .update(conversions)
    .set({ state: end.state, endedAt: sql`now()`, ...error })
    .where(inArray(conversions.id, ids))
  await deletePlans(db, ids)
}

/** All jobs that one request started are one group, so that they can be cancelled together. */
export function groupOf(conversion: Conversion): ConversionId {
  return conversion.parentId ?? conversion.id
}
