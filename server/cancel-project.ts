import type { ProjectId } from './base/ids.ts'
import { cancelCast } from './casting/find-cast.ts'
import { cancelConversions } from './converting/cancel-conversion.ts'
import { deleteProjectWithConversions } from './converting/delete-with-conversions.ts'
import { cancelImport } from './importing/cancel-import.ts'
import type { Jobs } from './jobs/jobs.ts'
import { cancelPodcast } from './podcasts/cancel-podcast.ts'
import { getProject } from './projects/find-project.ts'
import type { Database } from './storage/database.ts'
import type { FileStore } from './storage/file-store.ts'

// What is done to a project as a whole, whoever works on it: above all folders that do.

type Needs = { db: Database; jobs: Jobs }

/** Cancels all that is being read, written, looked for, spoken or converted of a project. @throws StudioError `project_not_found` */
export async function cancelProject(needs: Needs & { files: FileStore }, projectId: ProjectId): Promise<void> {
  await getProject(needs.db, projectId)
  await cancelImport(needs, projectId)
  await cancelPodcast(needs, projectId)
  await cancelCast(needs, projectId)
  await cancelConversions(needs, projectId)
}

/** Deletes a project with all of that. @throws StudioError `project_not_found` */
export async function removeProject(needs: Needs, projectId: ProjectId): Promise<void> {
  await cancelPodcast(needs, projectId)
  await cancelCast(needs, projectId)
  await deleteProjectWithConversions(needs, projectId)
}
