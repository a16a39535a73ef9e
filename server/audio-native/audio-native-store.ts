import { eq, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import type { ProjectSnapshot } from '#server/snapshots/snapshot.ts'
import { findNewestSnapshot, getProjectSnapshot } from '#server/snapshots/snapshot-store.ts'
import type { Database } from '#server/storage/database.ts'
import { audioNativeProjects } from '#server/storage/schema.ts'

/** A project that pages of other sites play. */
export type AudioNative = typeof audioNativeProjects.$inferSelect

/** What a player is told of itself; the rest has defaults. */
export type NewAudioNative = Pick<AudioNative, 'projectId'> & Partial<AudioNative>

export async function insertAudioNative(db: Database, given: NewAudioNative): Promise<void> {
  await db.insert(audioNativeProjects).values(given)
}

export async function findAudioNative(db: Database, projectId: ProjectId): Promise<AudioNative | undefined> {
  const [row] = await db.select().from(audioNativeProjects).where(eq(audioNativeProjects.projectId, projectId))
  return row
}

/** @throws StudioError `project_not_found` also for a project that is not for other pages */
export async function getAudioNative(db: Database, projectId: ProjectId): Promise<AudioNative> {
  const found = await findAudioNative(db, projectId)
  if (found) return found
  throw new StudioError('project_not_found', `There is no project "${projectId}" that other pages may play.`)
}

/** The one that reads a page aloud. */
export async function findAudioNativeOfPage(db: Database, sourceUrl: string): Promise<AudioNative | undefined> {
  const [row] = await db.select().from(audioNativeProjects).where(eq(audioNativeProjects.sourceUrl, sourceUrl))
  return row
}

/** Stores a new title and author; what is null or left out stays. */
export async function nameAudioNative(
  db: Database,
  projectId: ProjectId,
  { title, author }: { title?: string | null; author?: string | null },
): Promise<void> {
  const { title: oldTitle, author: oldAuthor, projectId: id } = audioNativeProjects
  await db
    .update(audioNativeProjects)
    .set({
      title: sql`coalesce(${title ?? null}, ${oldTitle})`,
      author: sql`coalesce(${author ?? null}, ${oldAuthor})`,
    })
    .where(eq(id, projectId))
}

/** From now on the player plays the newest snapshot, also when there will be another one. */
export async function playNewest(db: Database, projectId: ProjectId): Promise<void> {
  await db.update(audioNativeProjects).set({ heldSnapshotId: null }).where(eq(audioNativeProjects.projectId, projectId))
}

/** The player stays with what it plays now. When that is nothing, it begins with what is converted first. */
export async function holdSnapshot(db: Database, audioNative: AudioNative): Promise<void> {
  const playing = await findPlayedSnapshot(db, audioNative)
  await db
    .update(audioNativeProjects)
    .set({ heldSnapshotId: playing?.id ?? null })
    .where(eq(audioNativeProjects.projectId, audioNative.projectId))
}

/** What the player plays: undefined until something is converted. */
export async function findPlayedSnapshot(
  db: Database,
  { projectId, heldSnapshotId }: AudioNative,
): Promise<ProjectSnapshot | undefined> {
  if (heldSnapshotId) return getProjectSnapshot(db, { projectId, projectSnapshotId: heldSnapshotId })
  return findNewestSnapshot(db, projectId)
}
