import { sql } from 'drizzle-orm'
import type { ErrorCode } from '#server/base/error-catalogue.ts'
import type { ConversionId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import { isRunning } from './conversion-store.ts'
import { isMissing } from './frozen-plan.ts'

const mostFailures = 10
const longAgo = sql`now() - interval '15 minutes'`

/**
 * The conversions of chapters of a request that lack only what is in mute voices: each could not make takes since it last made one
 * for the project, the first of them long ago. Once so many could not be made, the rest is not worth trying: a service that is away
 * for good would be asked for each sentence of a book, for days. Before that it may be starting, also where the book was begun long
 * ago and the machine has slept. What another voice is to speak, which may only be slow, is waited for.
 * @param group the conversion that was asked for: of a chapter, or of a project with those of its chapters
 * @param code of the failures that count: others may be the text's
 */
export async function listHopeless(db: Database, group: ConversionId, code: ErrorCode): Promise<ConversionId[]> {
  const { rows } = await db.execute<{ id: ConversionId }>(sql`
    with running as (
      select id, project_id from conversions where ${isRunning} and chapter_id is not null and (id = ${group} or parent_id = ${group})
    ), asked as (
      select conversion_id, take_key, error_code, failed_at, ${isMissing} as is_missing,
        planned->>'engineId' as engine_id, planned->'utterance'->>'voice' as voice
      from conversion_takes where conversion_id in (select id from running)
    ), spoken as (
      select engine_id, voice, max(created_at) as spoken_at from takes where key in (
        select take_key from asked union
        select take_key from planned_takes join blocks on blocks.id = block_id join chapters on chapters.id = chapter_id
        where chapters.project_id in (select project_id from running))
      group by engine_id, voice
    ), mute as (
      select engine_id, voice, count(distinct take_key) as failures from asked left join spoken using (engine_id, voice)
      where error_code = ${code} and failed_at > coalesce(spoken_at, '-infinity')
      group by engine_id, voice, spoken_at
      having least(min(failed_at), (
        select min(ended_at) from conversions -- of which it is not known any more what could not be made
        where parent_id = ${group} and state = 'failed' and error_code = ${code}
          and ended_at > coalesce(spoken_at, '-infinity'))) < ${longAgo}
    )
    select conversion_id as id from asked where is_missing and (select sum(failures) from mute) >= ${mostFailures}
    group by conversion_id having bool_and((engine_id, voice) in (select engine_id, voice from mute)) order by conversion_id`)
  return rows.map(({ id }) => id)
}
