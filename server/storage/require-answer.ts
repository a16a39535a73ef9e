import type { FileStore } from './file-store.ts'

/** Whether the store can be asked at all. @throws StudioError `storage_unavailable`, `storage_failed` */
export async function requireAnswer(files: Pick<FileStore, 'head'>): Promise<void> {
  await files.head('ready')
}
