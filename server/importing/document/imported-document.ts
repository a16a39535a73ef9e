/** What a document became: chapters of blocks, and what it says about itself. Nothing here is stored yet. */
export type ImportedDocument = {
  title?: string
  /** All authors, as "A", "A and B" or "A, B and C". */
  author?: string
  /** BCP 47 as the document gives it, such as `en` or `en-GB`. */
  language?: string
  description?: string
  /** Ten or thirteen digits (the last may be X), without hyphens. */
  isbn?: string
  /** `YYYY-MM-DD` or `YYYY`. */
  publicationDate?: string
  /** At least one, each with at least one block. */
  chapters: ImportedChapter[]
  /** What is in the document and not in the chapters, kind by kind. */
  leftOut?: LeftOut[]
  /** For the person who imports: what was repaired or could not be read. */
  warnings: ImportWarning[]
  /** The book's own picture. */
  cover?: CoverPicture
}

/** The same as it was read, and as what. */
export type ReadDocument = ImportedDocument & { format: string }

export type LeftOut = {
  what: LeftOutKind
  /** How many pieces: notes, pages, blocks. */
  count: number
  /** The beginning or the name of one of them, at most 80 characters. */
  example: string
  words: number
}

/** Kinds of what is left out, each as it stands in a sentence: "12 notes were left out". */
export const leftOutKinds = {
  notes: 'notes',
  contents: 'lists of contents and links',
  matter: 'cover, title or imprint pages, and indexes',
  page_numbers: 'page numbers and running heads',
  licence: 'Project Gutenberg header or licence',
  tables: 'tables',
  code: 'listings of programs',
  images: 'pictures with a description',
  hidden: 'parts that are outside of the reading order',
} as const

export type LeftOutKind = keyof typeof leftOutKinds

export type ImportWarning = { code: string; message: string; count: number }

export type CoverPicture = { mediaType: 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif'; bytes: Buffer }

export type ImportedChapter = { name: string; blocks: ImportedBlock[] }

/** A paragraph or heading. The text is plain, with inner white space collapsed, but for `\n` between lines of verse; `***` is a break between scenes. */
export type ImportedBlock = { subType: BlockSubType; text: string }

export type BlockSubType = 'p' | 'h1' | 'h2' | 'h3'

export function collapseWhiteSpace(text: string): string {
  return text.replace(/\s+/gu, ' ').trim()
}

/** The name of a file without its folder and ending: "My book" for "books/My book.epub". */
export function fileStem(fileName: string): string {
  const baseName = fileName.split(/[/\\]/).at(-1) ?? ''
  return collapseWhiteSpace(baseName.replace(/\.[a-z0-9]{1,8}$/i, '').replaceAll('_', ' '))
}

/** What is left out adds up by kind; the first example stays. */
export function sumLeftOut(pieces: readonly LeftOut[]): LeftOut[] {
  const byKind = new Map<LeftOutKind, LeftOut>()
  for (const piece of pieces) {
    const sum = byKind.get(piece.what)
    if (sum) Object.assign(sum, { count: sum.count + piece.count, words: sum.words + piece.words })
    else byKind.set(piece.what, { ...piece })
  }
  return [...byKind.values()]
}

export function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu)?.length ?? 0
}
