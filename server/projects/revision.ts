import { type SQL, sql } from 'drizzle-orm'
import type { ProjectId, TakeKey } from '#server/base/ids.ts'
import { tellStudio } from '#server/events/tell-studio.ts'
import type { Database } from '#server/storage/database.ts'
import type { DictionaryId } from '#server/storage/schema.ts'

/** Tells that something changed which GET project shows. Part of the transaction that changes it. */
export async function bumpRevision(db: Database, projectId: ProjectId): Promise<void> {
  const bump = sql`update project_revisions set revision = revision + 1 where project_id = ${projectId}`
  await bumpAndTell(db, bump)
}

/** The same of what is only progress of a conversion: it may be shown a little later. */
export async function bumpProgress(db: Database, projectId: ProjectId): Promise<void> {
  const bump = sql`
    update project_revisions set revision = revision + 1, progress_revision = progress_revision + 1
    where project_id = ${projectId}`
  await bumpAndTell(db, bump)
}

/**
 * The same for every project in which one of these takes is planned: its blocks may now be converted. The projects are
 * locked in one order, so that two takes of two projects never wait for each other.
 * @param isAwaited someone waits for these very takes: it is no less than any other change then
 */
export async function bumpRevisionsOfTakes(db: Database, takeKeys: TakeKey[], isAwaited = false): Promise<void> {
  await db.execute(sql`
    update project_revisions set revision = revision + 1, progress_revision = progress_revision + ${isAwaited ? 0 : 1}
    where project_id in (
      select project_id from project_revisions
      where project_id in (
        select chapters.project_id from planned_takes
        join blocks on blocks.id = planned_takes.block_id
        join chapters on chapters.id = blocks.chapter_id
        where planned_takes.take_key = any(${sql.param(takeKeys)}::text[]))
      order by project_id for update)`)
}

/** The same for every project that uses a dictionary. The projects are locked in one order. */
export async function bumpRevisionsOfDictionary(db: Database, dictionaryId: DictionaryId): Promise<void> {
  const locator = JSON.stringify([{ dictionaryId }])
  const bump = sql`
    update project_revisions set revision = revision + 1
    where project_id in (
      select project_id from project_revisions
      where project_id in (select id from projects where pronunciation_locators @> ${locator}::jsonb)
      order by project_id for update)`
  await bumpAndTell(db, bump)
}

async function bumpAndTell(db: Database, bump: SQL): Promise<void> {
  const { rows } = await db.execute<{ projectId: string; revision: string }>(
    sql`${bump} returning project_id as "projectId", revision`,
  )
  await tellStudio(
    db,
    rows.map(({ projectId, revision }) => ({ kind: 'project.changed', projectId, revision: Number(revision) })),
  )
}
