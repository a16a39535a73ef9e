/** How far a document may go before it is refused. The numbers are those of docs/security.md. */
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
  /** Of a title, an author, a chapter's name; what is longer is cut. */
  charactersPerName: number
  charactersPerDescription: number
  /** What is told of a document besides its text: warnings, and how long a sentence may be that names something in it. */
  warnings: number
  charactersPerSentence: number
  /** A longer chapter is cut at headings, else at paragraphs. */
  wordsPerChapter: number
  /** Of all chapters together, which are planned afterwards. */
  characters: number
  /** Of all chapters together: a worker holds them all while it stores them. */
  blocks: number
  /** Wall time of the reading process. */
  seconds: number
  /** Of the reading process: its JavaScript heap, and half as much again for all that it has. */
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
  charactersPerName: 5_000,
  charactersPerDescription: 100_000,
  warnings: 100,
  charactersPerSentence: 1_000,
  wordsPerChapter: 20_000,
  characters: 20_000_000,
  blocks: 250_000,
  seconds: 120,
  memoryMegabytes: 768,
}

/** A byte count for a sentence: "12 MB", "3 KB". */
export function inMegabytes(bytes: number): string {
  return bytes >= megabyte ? `${Math.round(bytes / megabyte)} MB` : `${Math.ceil(bytes / 1000)} KB`
}
