import { sql } from 'drizzle-orm'
import type { ProjectId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'

/** How much of a project is spoken. Chapters without anything to say do not count. */
export interface SpeakingProgress {
  chapters: number
  chaptersSpoken: number
  /** Takes that the project needs, and of these the ones that exist. */
  takes: number
  takesSpoken: number
  characters: number
  charactersSpoken: number
  /** Of sound. */
  secondsSpoken: number
}

/** Reads how much is spoken; needs plans that are up to date. */
export async function readSpeakingProgress(db: Database, projectId: ProjectId): Promise<SpeakingProgress> {
  const { rows } = await db.execute<Record<keyof SpeakingProgress, number>>(sql`
    with planned as (
      select chapters.id as chapter_id, planned_takes.take_key, planned_takes.characters, takes.key is not null as is_spoken,
        coalesce(takes.sample_count::float8 / takes.sample_rate, 0) as seconds
      from chapters
      join blocks on blocks.chapter_id = chapters.id
      join planned_takes on planned_takes.block_id = blocks.id
      left join takes on takes.key = planned_takes.take_key
      where chapters.project_id = ${projectId}
    ), of_chapters as (
      select bool_and(is_spoken) as is_spoken from planned group by chapter_id
    )
    select (select count(*)::int from of_chapters) as "chapters",
      (select count(*)::int from of_chapters where is_spoken) as "chaptersSpoken",
      count(distinct take_key)::int as "takes",
      (count(distinct take_key) filter (where is_spoken))::int as "takesSpoken",
      coalesce(sum(characters), 0)::int as "characters",
      coalesce(sum(characters) filter (where is_spoken), 0)::int as "charactersSpoken",
      coalesce(sum(seconds), 0)::float8 as "secondsSpoken"
    from planned`)
  return rows[0]!
}
