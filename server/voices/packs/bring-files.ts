import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { StudioError } from '#server/base/errors.ts'
import type { Source } from './sources/source.ts'
import { hasContent, sizeOf, stagedPath } from './staging.ts'
import { byteLengthOf, type PackFile, type VoicePack } from './voice-pack.ts'

interface Order {
  pack: VoicePack
  /** The files that are not in place yet. */
  missing: PackFile[]
  /** In the order in which to ask. */
  sources: Source[]
  staging: string
  signal: AbortSignal
  /** Called often. @param bytes of the files of the pack */
  tell(bytes: number, sourceName: string): void
  freeBytes(folder: string): Promise<number>
  idleSeconds: number
}

/**
 * Brings the missing files into the staging folder: from the first source what it has, what is missing then from the next.
 * @throws StudioError `voice_pack_unavailable` with what each source said, `disk_full`; the signal's reason
 */
export async function bringFiles(order: Order): Promise<void> {
  const failures: string[] = []
  for (const source of order.sources) {
    const missing = await notStaged(order)
    const offered = source.offers(missing)
    if (offered.length === 0) continue
    await checkSpace(order, source, offered)
    const bytesBefore = byteLengthOf(order.pack.files) - byteLengthOf(missing)
    const failure = await tryToBring(order, source, offered, bytesBefore)
    if (failure) failures.push(`${source.name}: ${failure}`)
  }
  const [lacking] = await notStaged(order)
  if (lacking) throw unavailable(order.pack, lacking, failures)
}

async function notStaged({ missing, staging }: Order): Promise<PackFile[]> {
  const files: PackFile[] = []
  for (const file of missing) if (!(await hasContent(stagedPath(staging, file), file))) files.push(file)
  return files
}

/** A full disk is no reason to ask the next source. */
async function checkSpace({ pack, staging, freeBytes }: Order, source: Source, files: PackFile[]): Promise<void> {
  const needed = byteLengthOf(files) + source.scratchBytes - (await downloadedBytes(staging))
  const free = await freeBytes(staging)
  if (free >= needed) return
  const sentence = `The voice pack ${pack.id} needs ${inMegabytes(needed)} more, but the disk has ${inMegabytes(free)} left.`
  throw new StudioError('disk_full', sentence)
}

async function downloadedBytes(staging: string): Promise<number> {
  const folder = join(staging, 'downloads')
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(names.map((name) => sizeOf(join(folder, name))))
  return sizes.reduce((sum, size) => sum + size, 0)
}

function inMegabytes(byteLength: number): string {
  return `${(byteLength / 1e6).toFixed(byteLength < 1e7 ? 1 : 0)} MB`
}

/** @returns why it could not */
async function tryToBring(
  { staging, signal, idleSeconds, tell }: Order,
  source: Source,
  files: PackFile[],
  bytesBefore: number,
): Promise<string | undefined> {
  const byteLength = byteLengthOf(files)
  const show = (share: number) => tell(bytesBefore + Math.floor(share * byteLength), source.name)
  try {
    show(0)
    await source.bring(files, { staging, signal, idleSeconds, show })
    return undefined
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof StudioError)) return error instanceof Error ? error.message : String(error)
    if (error.code === 'disk_full' || error.code === 'storage_failed') throw error
    return error.message
  }
}

function unavailable(pack: VoicePack, lacking: PackFile, failures: string[]): StudioError {
  const tried = failures.length > 0 ? failures.join(' ') : `No source has ${lacking.path}.`
  return new StudioError('voice_pack_unavailable', `The voice pack ${pack.id} could not be fetched. ${tried}`)
}
