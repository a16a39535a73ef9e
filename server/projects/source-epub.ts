import { createReadStream } from 'node:fs'
import type { ProjectId } from '#server/base/ids.ts'
import type { Transaction } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { updateProject } from './edit-project.ts'
import { type StoredAhead, storeAhead } from './stored-ahead.ts'

/** Stores the EPUB that a project is to be made from. @param path of the file on this machine */
export function storeSourceEpub(files: FileStore, path: string): Promise<StoredAhead> {
  return storeAhead(files, 'sources', () => createReadStream(path))
}

/**
 * Keeps the EPUB that a project was made from, as long as it is. Part of the caller's transaction.
 * @param epub undefined for a document of another kind, which takes the place of an EPUB before
 */
export async function keepSourceEpub(
  db: Transaction,
  projectId: ProjectId,
  epub: StoredAhead | undefined,
): Promise<void> {
  await updateProject(db, projectId, { sourceEpub: epub ? await epub.hold(db) : null })
}
