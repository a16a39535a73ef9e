import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ErrorCode } from '#server/base/error-catalogue.ts'
import type { PackFile, VoicePack } from './voice-pack.ts'

/** Where a pack lies when it is installed, and where it grows. */
export interface PackPlace {
  /** What its engine reads: `models/kokoro`. */
  folder: string
  /** What has come so far. Named after the pack, so that every process finds it. */
  staging: string
  /** Held by the one process that installs or removes. */
  lockFile: string
}

/** @param models `LECTERN_DATA/models` */
export function placeOf(models: string, pack: VoicePack): PackPlace {
  const incoming = join(models, '.incoming')
  return {
    folder: join(models, pack.engineId),
    staging: join(incoming, pack.id),
    lockFile: join(incoming, `${pack.id}.lock`),
  }
}

/** Those of its files that are not in place. */
export async function listMissing({ folder }: PackPlace, pack: VoicePack): Promise<PackFile[]> {
  const found = await Promise.all(pack.files.map((file) => stat(join(folder, file.path)).catch(() => undefined)))
  return pack.files.filter(({ byteLength }, index) => found[index]?.size !== byteLength)
}

/** How an installation goes, told to the other processes of the machine. */
export interface InstallNote {
  /** Of the files of the pack. */
  bytes: number
  /** Where they come from now. */
  sourceName: string | null
  /** Why the last attempt failed. */
  error: { code: ErrorCode; message: string } | null
}

export function readNote({ staging }: PackPlace): InstallNote | undefined {
  try {
    return JSON.parse(readFileSync(noteFile(staging), 'utf8'))
  } catch {
    return undefined
  }
}

/** A few bytes, written as a whole; not at all where nothing can be written, which the files of the pack will tell. */
export function writeNote({ staging }: PackPlace, note: InstallNote): void {
  try {
    mkdirSync(staging, { recursive: true })
    writeFileSync(`${noteFile(staging)}.new`, JSON.stringify(note))
    renameSync(`${noteFile(staging)}.new`, noteFile(staging))
  } catch {} // others see it a little later, or not
}

function noteFile(staging: string): string {
  return join(staging, 'state.json')
}
