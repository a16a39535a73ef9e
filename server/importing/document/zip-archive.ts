import { crc32 } from 'node:zlib'
import yauzl from 'yauzl'
import { StudioError } from '#server/base/errors.ts'
import { type ImportLimits, inMegabytes } from './import-limits.ts'
import type { DocumentFile } from './importer.ts'

/** The files in a ZIP. Names match exactly, or else without regard to case and Unicode form. */
export type ZipArchive = AsyncDisposable & {
  names: readonly string[]
  /** How the archive itself writes the name of a file that it has. */
  find(name: string): string | undefined
  has(name: string): boolean
  /** @throws StudioError `document_broken` when the file is missing or damaged, `document_too_large` */
  read(name: string): Promise<Buffer>
}

/** Compression can be this good by chance in a small file. */
const exemptBytes = 1_000_000

/**
 * Opens a ZIP and checks what its table of contents declares; nothing is unpacked yet.
 * @throws StudioError `document_broken`, `document_too_large`
 */
export async function openZipArchive({ path, fileName, limits }: Omit<DocumentFile, 'choices'>): Promise<ZipArchive> {
  const zip = await yauzl.openPromise(path, { autoClose: false }).catch((cause) => {
    throw broken(fileName, cause)
  })
  try {
    return archiveOf(zip, await readEntries(zip, fileName, limits), fileName, limits)
  } catch (thrown) {
    zip.close()
    throw thrown instanceof StudioError ? thrown : broken(fileName, thrown)
  }
}

async function readEntries(zip: yauzl.ZipFile, fileName: string, limits: ImportLimits): Promise<yauzl.Entry[]> {
  const entries: yauzl.Entry[] = []
  let unpackedBytes = 0
  for await (const entry of zip.eachEntry()) {
    entries.push(entry)
    unpackedBytes += entry.uncompressedSize
    if (entries.length > limits.entries) throw tooLarge(`"${fileName}" holds more than ${limits.entries} files.`)
    if (unpackedBytes > limits.unpackedBytes) {
      throw tooLarge(`"${fileName}" unpacks to more than ${inMegabytes(limits.unpackedBytes)}.`)
    }
    refuseRatio(entry, fileName, limits)
  }
  return entries
}

function refuseRatio(entry: yauzl.Entry, fileName: string, { compressionRatio }: ImportLimits): void {
  if (entry.uncompressedSize < exemptBytes) return
  if (entry.uncompressedSize <= entry.compressedSize * compressionRatio) return
  const sentence = `"${fileName}" holds "${entry.fileName}", which is packed more than ${compressionRatio} times over.`
  throw tooLarge(sentence)
}

function archiveOf(zip: yauzl.ZipFile, entries: yauzl.Entry[], fileName: string, limits: ImportLimits): ZipArchive {
  const exact = new Map(entries.map((entry) => [entry.fileName, entry]))
  const alike = new Map(entries.toReversed().map((entry) => [fold(entry.fileName), entry]))
  const find = (name: string) => exact.get(name) ?? alike.get(fold(name))
  return {
    names: [...exact.keys()],
    find: (name) => find(name)?.fileName,
    has: (name) => find(name) !== undefined,
    read: async (name) => {
      const entry = find(name)
      if (!entry) throw new StudioError('document_broken', `"${fileName}" lacks its file "${name}".`)
      return readEntry(zip, entry, fileName, limits)
    },
    [Symbol.asyncDispose]: async () => zip.close(),
  }
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

async function readEntry(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  fileName: string,
  limits: ImportLimits,
): Promise<Buffer> {
  if (entry.uncompressedSize > limits.entryBytes) {
    const sentence = `"${fileName}" holds "${entry.fileName}" of ${inMegabytes(entry.uncompressedSize)}`
    throw tooLarge(`${sentence}; at most ${inMegabytes(limits.entryBytes)} are read.`)
  }
  if (entry.isEncrypted()) throw new StudioError('document_protected', `"${fileName}" is locked with a password.`)
  try {
    const bytes = Buffer.concat(await Array.fromAsync(await zip.openReadStreamPromise(entry)))
    if (crc32(bytes) !== entry.crc32) throw new Error('its checksum differs')
    return bytes
  } catch (cause) {
    throw broken(fileName, cause, ` at "${entry.fileName}"`)
  }
}

function broken(fileName: string, cause: unknown, place = ''): StudioError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new StudioError('document_broken', `"${fileName}" is damaged${place}: ${reason}`, { cause })
}

function tooLarge(sentence: string): StudioError {
  return new StudioError('document_too_large', sentence)
}
