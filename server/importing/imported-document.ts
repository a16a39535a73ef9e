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
  /** Sentences for the person who imports: what was left out or repaired. */
  warnings: string[]
}

export type ImportedChapter = { name: string; blocks: ImportedBlock[] }

/** A paragraph or heading. The text is plain, with inner white space collapsed; `***` is a break between scenes. */
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
