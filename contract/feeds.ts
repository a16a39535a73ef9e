import { z } from 'zod'

// Ours: a project that is published as a podcast, at an address that only those know whom it is told.

export const FeedResponse = z.object({
  /** For a player of podcasts; null while the feed is off. */
  feed_url: z.string().nullable(),
  created_at_unix: z.int().nullable(),
})
export type FeedResponse = z.infer<typeof FeedResponse>

export const FeedPath = z.object({ token: z.string().min(1).max(64) })

export const EpisodePath = FeedPath.extend({
  chapter_snapshot_id: z.string().min(1).max(64).brand<'chapter snapshot'>(),
})
