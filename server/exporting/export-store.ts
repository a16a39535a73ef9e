import { and, eq, inArray, lt, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { ExportId, ProjectId } from '#server/base/ids.ts'
import { tellStudio } from '#server/events/tell-studio.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { readNewestFirst } from '#server/storage/newest-first.ts'
import { exports } from '#server/storage/schema.ts'
import { shortColumns } from '#server/storage/short-columns.ts'
import type { Export } from './export.ts'

const isUnderWay = inArray(exports.state, ['queued', 'working'])

/** Where the file of an export lies. */
export function exportFile(id: ExportId): string {
  return `exports/${id}`
}

/** How long the file of an export is kept after it was last asked for. */
const keptDays = 7
const end = sql`now() + ${keptDays} * interval '1 day'`

/** Adds an export, or holds the one of the same content until the transaction ends. */
export async function insertOrLock(
  db: Transaction,
  row: Pick<Export, 'id' | 'projectId' | 'projectSnapshotId' | 'format' | 'contentKey' | 'fileName'> & {
    options: unknown
  },
): Promise<{ row: Export; isNew: boolean }> {
  const [inserted] = await db
    .insert(exports)
    .values({ ...row, state: 'queued' })
    .onConflictDoNothing({ target: exports.contentKey })
    .returning()
  if (inserted) return { row: inserted, isNew: true }
  const [found] = await db.select().from(exports).where(eq(exports.contentKey, row.contentKey)).for('update')
  if (found) return { row: found, isNew: false }
  throw new StudioError('export_not_found', 'This export was deleted at the same moment; ask for it again.')
}

/** How many exports of a project wait or are being made. */
export async function countUnderWay(db: Transaction, projectId: ProjectId): Promise<number> {
  return db.$count(exports, and(eq(exports.projectId, projectId), isUnderWay))
}

/** Puts an export that ended back to its beginning. */
export async function startAgain(db: Transaction, id: ExportId): Promise<Export> {
  const nothing = { progress: 0, byteLength: null, errorCode: null, errorMessage: null, expiresAt: null }
  return update(db, id, { state: 'queued', ...nothing })
}

/** Puts off the end of an export that is there. */
export async function keepLonger(db: Transaction, id: ExportId): Promise<Export> {
  const [row] = await db.update(exports).set({ expiresAt: end }).where(eq(exports.id, id)).returning()
  return row!
}

/** @throws StudioError `export_not_found` */
export async function getExport(db: Database, id: ExportId): Promise<Export> {
  const [row] = await db.select().from(exports).where(eq(exports.id, id))
  if (!row) throw new StudioError('export_not_found', `There is no export "${id}".`)
  return row
}

/** Whether an export has not been deleted. */
export async function isThere(db: Database, id: ExportId): Promise<boolean> {
  return (await db.$count(exports, eq(exports.id, id))) > 0
}

/** An export whose file is there. @throws StudioError `export_not_found`, `export_not_ready` */
export async function getReadyExport(db: Database, id: ExportId): Promise<Export & { byteLength: number }> {
  const found = await getExport(db, id)
  if (found.state !== 'ready') throw new StudioError('export_not_ready', `The export "${id}" is ${found.state}.`)
  return { ...found, byteLength: found.byteLength! }
}

/** The exports of a project, newest first. */
export function listExports(db: Database, projectId: ProjectId): AsyncGenerator<Export[]> {
  return readNewestFirst(exports, ({ isOlder, newestFirst, limit }) =>
    db
      .select(shortColumns(exports))
      .from(exports)
      .where(and(eq(exports.projectId, projectId), isOlder))
      .orderBy(...newestFirst)
      .limit(limit),
  )
}

export async function listUnderWay(db: Database): Promise<ExportId[]> {
  const rows = await db.select({ id: exports.id }).from(exports).where(isUnderWay)
  return rows.map(({ id }) => id)
}

/** Undefined when it has ended or been deleted. */
export async function beginExport(db: Database, id: ExportId): Promise<Export | undefined> {
  const [row] = await db
    .update(exports)
    .set({ state: 'working', progress: 0 })
    .where(and(eq(exports.id, id), isUnderWay))
    .returning()
  if (row) await tell(db, row)
  return row
}

/** @returns false when it has been given up, or deleted with its project */
export async function tellProgress(db: Database, id: ExportId, progress: number): Promise<boolean> {
  const [row] = await db
    .update(exports)
    .set({ progress })
    .where(and(eq(exports.id, id), isUnderWay))
    .returning()
  if (row) await tell(db, row)
  return row !== undefined
}

/** @returns false when it was deleted or given up meanwhile */
export async function finishExport(db: Transaction, id: ExportId, byteLength: number): Promise<boolean> {
  const [row] = await db
    .update(exports)
    .set({ state: 'ready', progress: 1, byteLength, expiresAt: end })
    .where(and(eq(exports.id, id), isUnderWay))
    .returning()
  if (row) await tell(db, row)
  return row !== undefined
}

/** Only what is under way fails. A failed export is forgotten after the same time as a file. */
export async function failExport(db: Database, id: ExportId, error: { code: string; message: string }): Promise<void> {
  const [row] = await db
    .update(exports)
    .set({ state: 'failed', errorCode: error.code, errorMessage: error.message, expiresAt: end })
    .where(and(eq(exports.id, id), isUnderWay))
    .returning()
  if (row) await tell(db, row)
}

/** @throws StudioError `export_not_found` */
export async function removeExport(db: Transaction, id: ExportId): Promise<void> {
  const gone = await db.delete(exports).where(eq(exports.id, id)).returning({ id: exports.id })
  if (gone.length === 0) throw new StudioError('export_not_found', `There is no export "${id}".`)
}

/** Forgets the exports whose time is over; their files are to be deleted. */
export async function removeExpired(db: Database): Promise<ExportId[]> {
  const gone = await db.delete(exports).where(lt(exports.expiresAt, sql`now()`)).returning({ id: exports.id })
  return gone.map(({ id }) => id)
}

async function update(db: Transaction, id: ExportId, changes: Partial<typeof exports.$inferInsert>): Promise<Export> {
  const [row] = await db.update(exports).set(changes).where(eq(exports.id, id)).returning()
  await tell(db, row!)
  return row!
}

async function tell(db: Database, { id, state, progress }: Export): Promise<void> {
  await tellStudio(db, [{ kind: 'export.changed', exportId: id, state, progress }])
}
