import { StudioError } from '#server/base/errors.ts'
import { getProject } from '#server/projects/find-project.ts'
import { bytesSource } from '#server/snapshots/byte-source.ts'
import type { Container } from '../container.ts'
import { feedOf } from '../feed/episodes.ts'
import { findFeed } from '../feed/feed-store.ts'

/** The feed of a project that is published as a podcast, as it is for this snapshot: to be put on another server. */
export const rssContainer: Container<'rss'> = {
  format: 'rss',
  contentType: 'application/rss+xml',
  extension: 'xml',
  bitrates: [],
  hasSound: false,
  perChapter: 'no',
  async dependsOn({ db }, projectId) {
    const feed = await findFeed(db, projectId)
    if (!feed) throw new StudioError('feed_off', 'The project is not published as a podcast.')
    const { matureContent, qualityPreset, volumeNormalization } = await getProject(db, projectId)
    return JSON.stringify([feed.token, feed.baseUrl, matureContent, qualityPreset, volumeNormalization])
  },
  async open(needs, book) {
    const feed = await findFeed(needs.db, book.snapshot.projectId)
    if (!feed) throw new StudioError('feed_off', 'The project is not published as a podcast any more.')
    return bytesSource(await feedOf(needs, feed, book))
  },
}
