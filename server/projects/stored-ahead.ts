import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Transaction } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { requireRoom } from '#server/storage/require-room.ts'
import { lockContent } from '#server/takes/take-store.ts'

/** A file that lies in the store before anything points to it: to store one takes as long as it is, and no transaction may. */
export interface StoredAhead {
  /** Holds the file until the transaction that points to it ends, and answers its key. What a collector took away comes again. */
  hold(db: Transaction): Promise<string>
}

/** @param open answers the content, each time anew @throws StudioError `disk_full` */
export async function storeAhead(
  files: FileStore,
  folder: string,
  open: () => Buffer | Readable,
): Promise<StoredAhead> {
  const fileKey = `${folder}/${randomUUID()}`
  await requireRoom(files)
  await files.put(fileKey, open())
  return {
    async hold(db) {
      await lockContent(db, fileKey)
      if (!(await files.head(fileKey))) await files.put(fileKey, open())
      return fileKey
    },
  }
}
