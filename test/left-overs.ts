import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { bossSchema } from '#server/jobs/boss.ts'
import type { TestStudio } from './studio.ts'
import { until } from './until.ts'

/** Waits until the workers have nothing to do. */
export async function untilNoJobs({ studio }: TestStudio): Promise<void> {
  await until('no job waits or runs any more', async () => {
    const { rows } = await studio.db.execute(
      sql`select from ${sql.identifier(bossSchema)}.job where state < 'completed' and name not like '\_\_pgboss%'`,
    )
    return rows.length === 0
  })
}

/** How many rows are left of what belongs to projects, where there are any. */
export async function leftOvers({ studio }: TestStudio): Promise<Record<string, number>> {
  const tables = ['projects', 'chapters', 'blocks', 'planned_takes', 'conversion_blocks', 'conversion_takes']
  const ofSnapshots = ['chapter_snapshots', 'project_snapshots']
  const counts: Record<string, number> = {}
  for (const table of [...tables, ...ofSnapshots]) {
    const { rows } = await studio.db.execute(sql`select from ${sql.identifier(table)}`)
    if (rows.length > 0) counts[table] = rows.length
  }
  return counts
}

/** Waits until no rendition grows any more and every upload has been taken or deleted. */
export async function untilNoUnfinishedFiles({ studio: { config, files } }: TestStudio): Promise<void> {
  await until('no file is unfinished', async () => {
    const folder = join(config.LECTERN_DATA, 'growing')
    const growing = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    const uploads = await Array.fromAsync(files.list('uploads/'))
    return uploads.length === 0 && !growing.some((entry) => entry.isFile())
  })
}
