import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { ProjectId } from '#server/base/ids.ts'
import type { Transaction } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { lockContent } from '#server/takes/take-store.ts'
import { updateProject } from './edit-project.ts'

/**
 * Keeps the EPUB that a project was made from, as long as it is. Part of the caller's transaction.
 * @param path of the file on this machine; undefined for a document of another kind, which takes the place of an EPUB before
 */
export async function keepSourceEpub(
  { db, files }: { db: Transaction; files: FileStore },
  projectId: ProjectId,
  path: string | undefined,
): Promise<void> {
  if (path === undefined) return updateProject(db, projectId, { sourceEpub: null })
  const fileKey = `sources/${randomUUID()}`
  await lockContent(db, fileKey) // nobody takes it away before something points to it
  await files.put(fileKey, createReadStream(path))
  await updateProject(db, projectId, { sourceEpub: fileKey })
}
