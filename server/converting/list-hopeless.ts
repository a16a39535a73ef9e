import { sql } from 'drizzle-orm'
import type { ConversionId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import { isRunning } from './conversion-store.ts'

const mostFailures = 10

/**
 * The conversions of chapters of a request that lack something, once so many takes of it could not be made, and none was made lately,
 * that the rest is not worth trying: a service that is away for good would be asked for each sentence of a book, for days.
 * @param group the conversion that was asked for: of a chapter, or of a project with those of its chapters
 */
export async function listHopeless(db: Database, group: ConversionId): Promise<ConversionId[]> {
  const { rows } = await db.execute<{ id: ConversionId }>(sql`
    with chapters as (
      select id, state from conversions where ${isRunning} and chapter_id is not null and (id = ${group} or parent_id = ${group})
    ), asked as (
      select conversion_id, take_key, error_code, is_kept from conversion_takes where conversion_id in (select id from chapters)
    )
    select id from chapters
    where (state = 'queued' or id in (select conversion_id from asked where not is_kept))
      and (select count(distinct take_key) from asked where error_code is not null) >= ${mostFailures}
      and not exists (
        select from asked join takes on takes.key = take_key where takes.created_at > now() - interval '15 minutes'
      )
    order by id`)
  return rows.map(({ id }) => id)
}
