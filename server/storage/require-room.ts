import { setTimeout } from 'node:timers/promises'
import { StudioError } from '#server/base/errors.ts'
import type { FileStore } from './file-store.ts'

/** What nobody's file takes: where nothing at all is left, no database writes any more. */
const keptRoom = 500_000_000

type Needs = Pick<FileStore, 'room'>

/** @param byteLength of what is to be written, as far as it is known @throws StudioError `disk_full` */
export async function requireRoom(files: Needs, byteLength = 0): Promise<void> {
  const room = await files.room()
  if (room === undefined || room >= byteLength + keptRoom) return
  const needed = byteLength > 0 ? `The file needs ${Math.ceil(byteLength / 1e6)} MB, and t` : 'T'
  throw new StudioError(
    'disk_full',
    `${needed}he last ${keptRoom / 1e6} MB of the disk are kept for the studio itself.`,
  )
}

const bytesBetweenLooks = 4_000_000

/** Many may write at once, and nobody knows how much: whether the disk has room is looked at again and again. @throws StudioError `disk_full` */
export async function* whileThereIsRoom(files: Needs, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let unlooked = bytesBetweenLooks
  for await (const piece of pieces) {
    unlooked += piece.length
    if (unlooked >= bytesBetweenLooks) {
      await requireRoom(files)
      unlooked = 0
    }
    yield piece
  }
}

/** What is left where nothing is written down any more, so that what is there can still be read and deleted. */
const leastRoom = 100_000_000
const freshMilliseconds = 2_000

/** Looks at the disk while somebody writes into the database, without making them wait for it. */
export interface RoomWatch {
  /** Of what was seen a moment ago; what cannot be seen is taken for room. @throws StudioError `disk_full` */
  require(): void
}

export function openRoomWatch(files: Needs): RoomWatch {
  let isWatching = false
  let seen: { at: number; room: number | undefined } | undefined
  const isFull = () => (seen?.room ?? leastRoom) < leastRoom
  const watch = async () => {
    isWatching = true
    for (;;) {
      const room = await files.room().catch(() => undefined)
      seen = { at: performance.now(), room }
      if (!isFull()) break
      await setTimeout(freshMilliseconds / 2, undefined, { ref: false }) // so that who seldom writes is refused as well
    }
    isWatching = false
  }
  return {
    require() {
      const age = performance.now() - (seen?.at ?? 0)
      if (!isWatching && (!seen || age > freshMilliseconds / 2)) void watch()
      if (!seen || age > freshMilliseconds || !isFull()) return
      throw new StudioError('disk_full', `Less than ${leastRoom / 1e6} MB of the disk are left.`)
    },
  }
}
