import type { FileStore } from './file-store.ts'

/**
 * Whether the store can be asked at all; of a studio's own files (takes/own-files.ts), also whether they are there and its own.
 * @throws StudioError `storage_unavailable`, `storage_failed`, `invalid_configuration`
 */
export async function requireAnswer(files: Pick<FileStore, 'head'>): Promise<void> {
  await files.head('ready')
}
