import { and, eq, exists, sql } from 'drizzle-orm'
import { openTurn } from '#server/base/give-way.ts'
import type { ChapterId, ProjectId, ProjectVoiceId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import { blocks, chapters, plannedTakes } from '#server/storage/schema.ts'

/**
 * How much of a chapter is spoken already: derived from which planned takes exist, never stored. Characters are written
 * code points; a paragraph is a block with something to say, and is converted when all of it is.
 */
export interface ChapterStatistics {
  charactersConverted: number
  charactersUnconverted: number
  paragraphsConverted: number
  paragraphsUnconverted: number
  voices: { voiceRefId: ProjectVoiceId; charactersConverted: number; charactersUnconverted: number }[]
}

export const emptyStatistics: ChapterStatistics = {
  charactersConverted: 0,
  charactersUnconverted: 0,
  paragraphsConverted: 0,
  paragraphsUnconverted: 0,
  voices: [],
}

/** The statistics of a project's chapters that have something to say; needs plans that are up to date. */
export async function listStatistics(
  db: Database,
  projectId: ProjectId,
  chapterId?: ChapterId,
): Promise<Map<ChapterId, ChapterStatistics>> {
  const { rows } = await db.execute<StatisticsRow>(sql`
    with block_voices as (
      select blocks.chapter_id, blocks.id as block_id, planned_takes.voice_ref_id,
        sum(planned_takes.characters) filter (where takes.key is not null) as converted,
        sum(planned_takes.characters) filter (where takes.key is null) as unconverted
      from chapters
      join blocks on blocks.chapter_id = chapters.id
      join planned_takes on planned_takes.block_id = blocks.id
      left join takes on takes.key = planned_takes.take_key
      where chapters.project_id = ${projectId} ${chapterId ? sql`and chapters.id = ${chapterId}` : sql``}
      group by blocks.chapter_id, blocks.id, planned_takes.voice_ref_id
    ), whole_blocks as (
      select chapter_id, block_id, bool_and(unconverted is null) as is_converted
      from block_voices group by chapter_id, block_id
    ), paragraphs as (
      select chapter_id, count(*) filter (where is_converted)::int as converted,
        count(*) filter (where not is_converted)::int as unconverted
      from whole_blocks group by chapter_id
    )
    select block_voices.chapter_id, block_voices.voice_ref_id,
      coalesce(sum(block_voices.converted), 0)::int as converted,
      coalesce(sum(block_voices.unconverted), 0)::int as unconverted,
      min(paragraphs.converted) as paragraphs_converted,
      min(paragraphs.unconverted) as paragraphs_unconverted
    from block_voices join paragraphs using (chapter_id)
    group by block_voices.chapter_id, block_voices.voice_ref_id
    order by block_voices.voice_ref_id`)
  const known = new Map<ChapterId, ChapterStatistics>()
  const giveWay = openTurn()
  for (const [index, row] of rows.entries()) {
    if (index % rowsPerStep === 0) await giveWay()
    const statistics = known.get(row.chapter_id) ?? ofParagraphs(row)
    known.set(row.chapter_id, statistics)
    addVoice(statistics, row)
  }
  return known
}

/** There is one for each voice of each chapter. */
const rowsPerStep = 1_000

/** A project's chapters that have something to say; needs plans that are up to date. */
export async function listChaptersToSay(db: Database, projectId: ProjectId): Promise<ChapterId[]> {
  const planned = db
    .select()
    .from(plannedTakes)
    .innerJoin(blocks, eq(blocks.id, plannedTakes.blockId))
    .where(eq(blocks.chapterId, chapters.id))
  const rows = await db
    .select({ id: chapters.id })
    .from(chapters)
    .where(and(eq(chapters.projectId, projectId), exists(planned)))
  return rows.map((row) => row.id)
}

type StatisticsRow = {
  chapter_id: ChapterId
  voice_ref_id: ProjectVoiceId
  converted: number
  unconverted: number
  paragraphs_converted: number
  paragraphs_unconverted: number
}

function ofParagraphs({ paragraphs_converted, paragraphs_unconverted }: StatisticsRow): ChapterStatistics {
  return {
    charactersConverted: 0,
    charactersUnconverted: 0,
    paragraphsConverted: paragraphs_converted,
    paragraphsUnconverted: paragraphs_unconverted,
    voices: [],
  }
}

function addVoice(statistics: ChapterStatistics, { voice_ref_id, converted, unconverted }: StatisticsRow): void {
  statistics.charactersConverted += converted
  statistics.charactersUnconverted += unconverted
  statistics.voices.push({
    voiceRefId: voice_ref_id,
    charactersConverted: converted,
    charactersUnconverted: unconverted,
  })
}
