import { StudioError } from '#server/base/errors.ts'
import type { FileStore } from './file-store.ts'

/** What nobody's file takes: where nothing at all is left, no database writes any more. */
const keptRoom = 500_000_000

/** @param byteLength of what is to be written, as far as it is known @throws StudioError `disk_full` */
export async function requireRoom(files: Pick<FileStore, 'room'>, byteLength = 0): Promise<void> {
  const room = await files.room()
  if (room === undefined || room >= byteLength + keptRoom) return
  const needed = byteLength > 0 ? `The file needs ${Math.ceil(byteLength / 1e6)} MB, and t` : 'T'
  throw new StudioError(
    'disk_full',
    `${needed}he last ${keptRoom / 1e6} MB of the disk are kept for the studio itself.`,
  )
}
