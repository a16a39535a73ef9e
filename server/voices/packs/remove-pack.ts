import { mkdir, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { StudioError } from '#server/base/errors.ts'
import { refuseWriting } from '#server/storage/file-fault.ts'
import { tryLock } from '#server/storage/postgres/start-lock.ts'
import { listMissing, type PackPlace } from './pack-place.ts'
import type { VoicePack } from './voice-pack.ts'

/**
 * Removes the files of a pack, and what has come of it. What else lies in the folder of its engine stays.
 * @returns whether one of its files was in place
 * @throws StudioError `already_processing` while a process installs it, `storage_failed`
 */
export async function removePack(pack: VoicePack, place: PackPlace): Promise<boolean> {
  const { folder, staging, lockFile } = place
  const wasThere = (await listMissing(place, pack)).length < pack.files.length
  await mkdir(dirname(lockFile), { recursive: true }).catch(refuseWriting(lockFile))
  using lock = await lockSoon(lockFile)
  if (!lock) throw new StudioError('already_processing', `The voice pack ${pack.id} is being installed.`)
  // Backwards: what makes the engine find its voices goes first.
  for (const { path } of pack.files.toReversed()) {
    await rm(join(folder, path), { force: true }).catch(refuseWriting(join(folder, path)))
  }
  await rm(staging, { recursive: true, force: true })
  await removeEmptyFolders(pack, folder)
  return wasThere
}

/** A process that only looks whether the lock is held holds it for a moment itself. */
async function lockSoon(lockFile: string): Promise<Disposable | undefined> {
  for (const pauseMilliseconds of [50, 100, 200]) {
    const lock = tryLock(lockFile)
    if (lock) return lock
    await delay(pauseMilliseconds)
  }
  return tryLock(lockFile)
}

async function removeEmptyFolders(pack: VoicePack, folder: string): Promise<void> {
  const folders = new Set([...pack.files.map(({ path }) => dirname(join(folder, path))), folder])
  const deepestFirst = [...folders].sort((one, other) => other.length - one.length)
  for (const empty of deepestFirst) await rmdir(empty).catch(() => {})
}
