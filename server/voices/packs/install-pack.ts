import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type StudioError, toStudioError } from '#server/base/errors.ts'
import { refuseWriting } from '#server/storage/file-fault.ts'
import { freeBytesOf } from '#server/storage/free-bytes.ts'
import { tryLock } from '#server/storage/postgres/start-lock.ts'
import { bringFiles } from './bring-files.ts'
import { listMissing, type PackPlace, readNote, writeNote } from './pack-place.ts'
import type { Source } from './sources/source.ts'
import { stagedPath } from './staging.ts'
import { openThrottle } from './throttle.ts'
import { byteLengthOf, type VoicePack } from './voice-pack.ts'

export interface PackProgress {
  /** Of the files of the pack; what another process fetches counts too. */
  bytes: number
  totalBytes: number
  /** Where they come from now; null before that is known. */
  sourceName: string | null
}

export interface InstallOptions {
  place: PackPlace
  sources: Source[]
  signal: AbortSignal
  onProgress(progress: PackProgress): void
  /** Bytes that are free on the disk of a folder. */
  freeBytes?: (folder: string) => Promise<number | undefined>
  idleSeconds?: number
}

/**
 * Installs a pack, or waits for the process that does. What has come is kept when this is stopped or fails, and the next
 * attempt goes on there.
 * @returns whether this process did it; false when it was there already or another one brought it
 * @throws StudioError `voice_pack_unavailable`, `disk_full`, `storage_failed`; the signal's reason
 */
export async function installPack(pack: VoicePack, options: InstallOptions): Promise<boolean> {
  const { place } = options
  if ((await listMissing(place, pack)).length === 0) return false
  await mkdir(place.staging, { recursive: true }).catch(refuseWriting(place.staging))
  using _lock = await untilLocked(pack, options)
  if ((await listMissing(place, pack)).length === 0) return false
  try {
    await fetchAndPlace(pack, options)
    return true
  } catch (error) {
    options.signal.throwIfAborted()
    const known = toStudioError(error)
    noteFailure(place, known)
    throw known
  }
}

const pollMilliseconds = 200

/** The kernel frees the lock of a process that dies, so waiting always ends. */
async function untilLocked(pack: VoicePack, { place, signal, onProgress }: InstallOptions): Promise<Disposable> {
  for (;;) {
    signal.throwIfAborted()
    const lock = tryLock(place.lockFile)
    if (lock) return lock
    const note = readNote(place)
    if (note) onProgress({ ...note, totalBytes: byteLengthOf(pack.files) })
    await delay(pollMilliseconds, undefined, { signal })
  }
}

/** Each piece of a download is progress; people and disks want to hear of it ten times a second. */
const notesApartMilliseconds = 100

async function fetchAndPlace(pack: VoicePack, options: InstallOptions): Promise<void> {
  const { place, sources, signal, freeBytes = freeBytesOf, idleSeconds = 20 } = options
  const missing = await listMissing(place, pack)
  {
    using teller = openTeller(pack, options)
    const tell = (bytes: number, sourceName: string) => teller.tell({ bytes, sourceName })
    await bringFiles({ pack, missing, sources, staging: place.staging, signal, tell, freeBytes, idleSeconds })
  }
  for (const file of missing) {
    await move(stagedPath(place.staging, file), join(place.folder, file.path)).catch(refuseWriting(place.folder))
  }
  await rm(place.staging, { recursive: true, force: true })
}

async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await rename(from, to)
}

function openTeller(pack: VoicePack, { place, onProgress }: InstallOptions) {
  const totalBytes = byteLengthOf(pack.files)
  return openThrottle<{ bytes: number; sourceName: string }>(notesApartMilliseconds, ({ bytes, sourceName }) => {
    writeNote(place, { bytes, sourceName, error: null })
    onProgress({ bytes, totalBytes, sourceName })
  })
}

function noteFailure(place: PackPlace, { code, message }: StudioError): void {
  writeNote(place, { bytes: readNote(place)?.bytes ?? 0, sourceName: null, error: { code, message } })
}
