import { sql } from 'drizzle-orm'
import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'

/** Before something is spoken for a project. @throws StudioError `project_full` when it holds as much sound as it may */
export async function requireProjectRoom(
  { db, config }: { db: Database; config: Pick<Config, 'LECTERN_PROJECT_GB'> },
  projectId: ProjectId,
): Promise<void> {
  const { LECTERN_PROJECT_GB: limit } = config
  if (limit === undefined) return
  const held = (await measureProject(db, projectId)) / 1e9
  if (held < limit) return
  throw new StudioError('project_full', `This project holds ${held.toFixed(3)} GB of sound; it may hold ${limit} GB.`)
}

/** Bytes of the sound that the text of a project, what it once was, and its snapshots need, each take once. */
async function measureProject(db: Database, projectId: ProjectId): Promise<number> {
  const { rows } = await db.execute<{ bytes: number }>(sql`
    with own as (select id from chapters where project_id = ${projectId})
    select coalesce(sum(2 * sample_count::bigint), 0)::float8 as bytes from takes where key in (
      select take_key from planned_takes join blocks on blocks.id = block_id where chapter_id in (select id from own)
      union select unnest(take_keys) from block_generations where chapter_id in (select id from own)
      union select take_key from snapshot_takes join chapter_snapshots on chapter_snapshots.id = snapshot_id
        where project_id = ${projectId})`)
  return rows[0]!.bytes
}
