import type { ProjectId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { Database } from '#server/storage/database.ts'
import { podcastQueue } from './podcast-queue.ts'
import { giveUpPodcast } from './write-podcast.ts'

/** Ends the writing of a podcast, if there is any: also what a language model is being asked. */
export async function cancelPodcast(needs: { db: Database; jobs: Jobs }, projectId: ProjectId): Promise<void> {
  await needs.db.transaction(async (db) => {
    const failure = { code: 'job_cancelled', message: 'The podcast was cancelled before its script was written.' }
    await giveUpPodcast({ ...needs, db }, { projectId }, failure)
    await needs.jobs.cancelWith(podcastQueue, { projectId }, { inTransaction: db })
  })
}
