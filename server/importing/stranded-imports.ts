import { and, inArray, ne } from 'drizzle-orm'
import type { ProjectId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { withoutWork } from '#server/jobs/worked-on.ts'
import { creatingStatuses } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import { projects } from '#server/storage/schema.ts'

/** The projects that wait for a document which no job imports, or for voices that no job gives them. */
export async function listStrandedImports({ db, jobs }: { db: Database; jobs: Jobs }): Promise<ProjectId[]> {
  const waiting = await db
    .select({ id: projects.id })
    .from(projects)
    .where(and(ne(projects.creationType, 'generate_podcast'), inArray(projects.creationStatus, creatingStatuses)))
  const ids = waiting.map(({ id }) => id)
  return withoutWork(jobs, 'projectId', ids)
}
