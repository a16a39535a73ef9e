import { z } from 'zod'
import { PathId } from './paths.ts'

// Ours: a project that is published as a podcast, at an address that only those know whom it is told.

export const FeedResponse = z.object({
  /** For a player of podcasts; null while the feed is off. */
  feed_url: z.string().nullable(),
  created_at_unix: z.int().nullable(),
})
export type FeedResponse = z.infer<typeof FeedResponse>

export const FeedPath = z.object({ token: PathId })

export const EpisodePath = FeedPath.extend({
  chapter_snapshot_id: PathId.brand<'chapter snapshot'>(),
})
