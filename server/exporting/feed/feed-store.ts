import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { lockProject } from '#server/projects/find-project.ts'
import type { Database } from '#server/storage/database.ts'
import { feeds } from '#server/storage/schema.ts'

/** A project that is published as a podcast. */
export type Feed = typeof feeds.$inferSelect

/**
 * Turns a project's feed on. One that is on keeps its token, so that nobody has to subscribe again.
 * @param baseUrl the name of this server by which listeners reach it: `https://studio.example`
 * @throws StudioError `project_not_found`
 */
export async function turnFeedOn(db: Database, projectId: ProjectId, baseUrl: string): Promise<Feed> {
  const token = randomBytes(32).toString('base64url')
  return db.transaction(async (inside) => {
    await lockProject(inside, projectId)
    const [row] = await inside
      .insert(feeds)
      .values({ projectId, token, baseUrl })
      .onConflictDoUpdate({ target: feeds.projectId, set: { baseUrl } })
      .returning()
    return row!
  })
}

/** Turns it off; when it is turned on again it has another address. */
export async function turnFeedOff(db: Database, projectId: ProjectId): Promise<void> {
  await db.delete(feeds).where(eq(feeds.projectId, projectId))
}

/** Undefined when the feed is off. */
export async function findFeed(db: Database, projectId: ProjectId): Promise<Feed | undefined> {
  const [row] = await db.select().from(feeds).where(eq(feeds.projectId, projectId))
  return row
}

/** @throws StudioError `feed_not_found` */
export async function getFeedByToken(db: Database, token: string): Promise<Feed> {
  const [row] = await db.select().from(feeds).where(eq(feeds.token, token))
  if (!row) throw new StudioError('feed_not_found', 'There is no feed at this address.')
  return row
}

/** Where listeners find something of a feed. */
export function feedUrl({ baseUrl, token }: Feed, path: string): string {
  return `${baseUrl}${feedPath(token)}/${path}`
}

/** @param token or what stands for it in a route */
export function feedPath(token: string): string {
  return `/lectern/v1/feeds/${token}`
}
