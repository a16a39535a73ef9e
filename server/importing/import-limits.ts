/** How far a document may go before it is refused. The numbers are those of docs/architecture.md, "Limits". */
export type ImportLimits = {
  documentBytes: number
  /** What a packed document may hold when unpacked, as its table of contents declares. */
  unpackedBytes: number
  /** One file inside a packed document, of those that are read. */
  entryBytes: number
  entries: number
  /** Unpacked ÷ packed size of one file inside; files under 1 MB unpacked are exempt. */
  compressionRatio: number
  chapters: number
  blocksPerChapter: number
  charactersPerBlock: number
  /** Wall time of the reading process. */
  seconds: number
  /** JavaScript heap of the reading process. */
  memoryMegabytes: number
}

const megabyte = 1_000_000

export const defaultImportLimits: ImportLimits = {
  documentBytes: 200 * megabyte,
  unpackedBytes: 1000 * megabyte,
  entryBytes: 64 * megabyte,
  entries: 50_000,
  compressionRatio: 200,
  chapters: 500,
  blocksPerChapter: 10_000,
  charactersPerBlock: 20_000,
  seconds: 300,
  memoryMegabytes: 1024,
}

/** A byte count for a sentence: "12 MB", "3 KB". */
export function inMegabytes(bytes: number): string {
  return bytes >= megabyte ? `${Math.round(bytes / megabyte)} MB` : `${Math.ceil(bytes / 1000)} KB`
}
