import type { ProjectId } from '#server/base/ids.ts'
import { defineQueue } from '#server/jobs/queue.ts'

export type PodcastJob = { projectId: ProjectId }

/** A language model on a small machine may take a minute for a few paragraphs. */
export const podcastQueue = defineQueue<PodcastJob>({ name: 'podcast', retryLimit: 2, expireInSeconds: 2 * 3600 })
