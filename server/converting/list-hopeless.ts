import { sql } from 'drizzle-orm'
import type { ErrorCode } from '#server/base/error-catalogue.ts'
import type { ConversionId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import { isRunning } from './conversion-store.ts'
import { isMissing } from './frozen-plan.ts'

const mostFailures = 10

/**
 * The conversions of chapters of a request that lack only what is in mute voices: ones of which takes could not be made, and none was
 * made lately. Once so many could not, the rest is not worth trying: a service that is away for good would be asked for each sentence
 * of a book, for days. What another voice is to speak, which may only be slow, is waited for.
 * @param group the conversion that was asked for: of a chapter, or of a project with those of its chapters
 * @param code of the failures that count: others may be the text's
 */
export async function listHopeless(db: Database, group: ConversionId, code: ErrorCode): Promise<ConversionId[]> {
  const { rows } = await db.execute<{ id: ConversionId }>(sql`
    with chapters as (
      select id from conversions where ${isRunning} and chapter_id is not null and (id = ${group} or parent_id = ${group})
    ), asked as (
      select conversion_id, take_key, error_code, ${isMissing} as is_missing,
        planned->>'engineId' as engine_id, planned->'utterance'->>'voice' as voice
      from conversion_takes where conversion_id in (select id from chapters)
    ), mute as (
      select asked.engine_id, asked.voice, count(distinct take_key) filter (where error_code = ${code}) as failures
      from asked left join takes on takes.key = take_key and takes.created_at > now() - interval '15 minutes'
      group by asked.engine_id, asked.voice having count(error_code) > 0 and count(takes.key) = 0
    ), lacking as (
      select conversion_id as id, (engine_id, voice) in (select engine_id, voice from mute) as is_mute
      from asked where is_missing
    )
    select id from lacking where (select sum(failures) from mute) >= ${mostFailures}
    group by id having bool_and(is_mute) order by id`)
  return rows.map(({ id }) => id)
}
