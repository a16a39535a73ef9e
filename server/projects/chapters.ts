import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import { type BlockId, type ChapterId, newId, type ProjectId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import { blocks, chapters } from '#server/storage/schema.ts'
import { shortColumns } from '#server/storage/short-columns.ts'
import { lockForEditing } from './find-project.ts'
import { checkChapterCount } from './limits.ts'
import type { Block, Chapter, ChapterKey } from './project.ts'
import { bumpRevision } from './revision.ts'

/** @throws StudioError `chapter_not_found`, also when there is no such project */
export async function getChapter(db: Database, { projectId, chapterId }: ChapterKey): Promise<Chapter> {
  const [row] = await db
    .select()
    .from(chapters)
    .where(and(eq(chapters.projectId, projectId), eq(chapters.id, chapterId)))
  if (!row) throw new StudioError('chapter_not_found', `Project "${projectId}" has no chapter "${chapterId}".`)
  return row
}

/** The chapters of a project in reading order, their names at most 5,000 characters long. */
export async function listChapters(db: Database, projectId: ProjectId): Promise<Chapter[]> {
  return db
    .select(shortColumns(chapters))
    .from(chapters)
    .where(eq(chapters.projectId, projectId))
    .orderBy(asc(chapters.position), asc(chapters.id))
}

/** The blocks of a chapter in reading order. */
export async function listBlocks(db: Database, chapterId: ChapterId): Promise<Block[]> {
  return db.select().from(blocks).where(eq(blocks.chapterId, chapterId)).orderBy(asc(blocks.position))
}

/** @throws StudioError `chapter_not_found`, `block_not_found` */
export async function getBlock(db: Database, key: ChapterKey, blockId: BlockId): Promise<Block> {
  await getChapter(db, key)
  const [row] = await db
    .select()
    .from(blocks)
    .where(and(eq(blocks.chapterId, key.chapterId), eq(blocks.id, blockId)))
  if (!row) throw new StudioError('block_not_found', `Chapter "${key.chapterId}" has no block "${blockId}".`)
  return row
}

/**
 * Puts the chapters of a project into another order.
 * @param order the ids of all of them
 * @throws StudioError `project_not_found`, `already_processing`, `invalid_parameters` when some are missing or unknown
 */
export async function orderChapters(database: Database, projectId: ProjectId, order: ChapterId[]): Promise<void> {
  await database.transaction(async (db) => {
    await lockForEditing(db, projectId)
    const known = new Set((await listChapters(db, projectId)).map((chapter) => chapter.id))
    const isPermutation = order.length === known.size && new Set(order).size === known.size
    if (!isPermutation || order.some((id) => !known.has(id))) {
      const sentence = 'Name every chapter of the project exactly once.'
      throw new StudioError('invalid_parameters', sentence, { param: 'chapter_ids' })
    }
    await db.execute(sql`
      update chapters set position = ordered.position - 1
      from unnest(${sql.param(order)}::text[]) with ordinality as ordered (id, position)
      where chapters.id = ordered.id`)
    await bumpRevision(db, projectId)
  })
}

/** Adds an empty chapter behind the last one. @throws StudioError `project_not_found`, `already_processing`, `invalid_parameters` */
export async function addChapter(database: Database, projectId: ProjectId, name: string): Promise<Chapter> {
  return database.transaction(async (db) => {
    await lockForEditing(db, projectId)
    const existing = await listChapters(db, projectId)
    checkChapterCount(existing.length + 1)
    const position = (existing.at(-1)?.position ?? -1) + 1
    const [row] = await db.insert(chapters).values({ id: newId<ChapterId>(), projectId, position, name }).returning()
    await bumpRevision(db, projectId)
    return row!
  })
}

/** @throws StudioError `chapter_not_found` */
export async function renameChapter(database: Database, key: ChapterKey, name: string): Promise<void> {
  await database.transaction(async (db) => {
    await getChapter(db, key)
    await db.update(chapters).set({ name }).where(eq(chapters.id, key.chapterId))
    await bumpRevision(db, key.projectId)
  })
}

/** Deletes a chapter with its blocks; the snapshots that play it stay. @throws StudioError `chapter_not_found` */
export async function deleteChapter(database: Database, key: ChapterKey): Promise<void> {
  await database.transaction(async (db) => {
    await getChapter(db, key)
    await db.delete(chapters).where(eq(chapters.id, key.chapterId))
    await bumpRevision(db, key.projectId)
  })
}

/** Tells how the last conversion of each of these chapters ended: `error` null is success. */
export async function recordConversions(db: Database, chapterIds: ChapterId[], error: string | null): Promise<void> {
  await db
    .update(chapters)
    .set({ lastConversionError: error, ...(error === null && { lastConvertedAt: sql`now()` }) })
    .where(inArray(chapters.id, chapterIds))
}
