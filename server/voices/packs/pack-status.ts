import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ErrorCode } from '#server/base/error-catalogue.ts'
import { tryLock } from '#server/storage/postgres/start-lock.ts'
import { listMissing, type PackPlace, readNote } from './pack-place.ts'
import { byteLengthOf, type VoicePack } from './voice-pack.ts'

/** How it stands with a pack, as every process of the machine sees it. */
export interface PackStatus {
  pack: VoicePack
  state: 'not_installed' | 'installing' | 'installed' | 'failed'
  /** Of its files: what is there, or has come so far. */
  bytes: number
  totalBytes: number
  /** Where they come from now. */
  sourceName: string | null
  /** Why the last attempt failed. */
  error: { code: ErrorCode; message: string } | null
}

/**
 * @param here whether this process is about to install it, and why it last could not: where the disk is full, nobody can note that
 */
export async function readStatus(
  pack: VoicePack,
  place: PackPlace,
  { isBegun, failure = null }: { isBegun: boolean; failure?: PackStatus['error'] },
): Promise<PackStatus> {
  const totalBytes = byteLengthOf(pack.files)
  const missing = await listMissing(place, pack)
  const there = { pack, totalBytes, sourceName: null, error: null }
  if (missing.length === 0) return { ...there, state: 'installed', bytes: totalBytes }
  const note = readNote(place)
  const bytes = note?.bytes ?? totalBytes - byteLengthOf(missing)
  const mayBeComing = note !== undefined && note.error === null
  if (isBegun || (mayBeComing && isLocked(place))) {
    return { ...there, state: 'installing', bytes, sourceName: note?.sourceName ?? null }
  }
  const error = note?.error ?? failure
  return { ...there, state: error ? 'failed' : 'not_installed', bytes, error }
}

/** Whether a process installs it, whichever. */
function isLocked({ lockFile }: PackPlace): boolean {
  if (!existsSync(dirname(lockFile))) return false
  const lock = tryLock(lockFile)
  lock?.[Symbol.dispose]()
  return lock === undefined
}
