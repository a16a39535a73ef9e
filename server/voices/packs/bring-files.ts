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
  freeBytes(folder: string): Promise<number | undefined>
  idleSeconds: number
}

/**
 * Brings the missing files into the staging folder: from the first source what it has, what is missing then from the next.
 * @throws StudioError `voice_pack_unavailable` with what each source said, `disk_full`; the signal's reason
 */
export async function bringFiles(order: Order): Promise<void> {
  const failures: Failure[] = []
  for (const source of order.sources) {
    const missing = await notStaged(order)
    const offered = source.offers(missing)
    if (offered.length === 0) continue
    await checkSpace(order, source, offered)
    const bytesBefore = byteLengthOf(order.pack.files) - byteLengthOf(missing)
    const failure = await tryToBring(order, source, offered, bytesBefore)
    if (failure) failures.push({ sourceName: source.name, reason: failure })
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
  if (free === undefined || free >= needed) return
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
  const show = (share: number) => tell(bytesBefore + Math.round(share * byteLength), source.name)
  try {
    show(0)
    await source.bring(files, { staging, signal, idleSeconds, show })
    return undefined
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof StudioError && ['disk_full', 'storage_failed'].includes(error.code)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    return reason.endsWith('.') ? reason : `${reason}.`
  }
}

/** What came of asking a source. */
interface Failure {
  sourceName: string
  reason: string
}

/** Its cause tells the reasons of all sources. */
function unavailable({ id }: VoicePack, lacking: PackFile, failures: Failure[]): StudioError {
  const names = failures.map(({ sourceName }) => sourceName)
  const tried = new Intl.ListFormat('en', { type: 'disjunction' }).format(names)
  const reason = failures.at(-1)?.reason ?? `No source has ${lacking.path}.`
  const cause = new Error(failures.map(({ sourceName, reason }) => `${sourceName}: ${reason}`).join('\n'))
  const sentence = `The voice pack ${id} could not be fetched from ${tried || 'anywhere'}: ${reason}`
  return new StudioError('voice_pack_unavailable', sentence, { cause })
}
