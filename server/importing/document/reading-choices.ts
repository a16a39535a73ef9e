/** What is done with the parts of a document that are not prose. Page numbers and running heads are never read. */
export type ReadingChoices = {
  /** Footnotes and endnotes: left out, said at the end of the paragraph that refers to them, or as a chapter at the end. */
  notes: 'skip' | 'paragraph' | 'chapter'
  /** A row is one paragraph, its cells set apart by commas. */
  tables: 'skip' | 'rows'
  /** Pictures: their alternative text, or nothing. */
  images: 'alt' | 'skip'
  /** Listings of programs. */
  code: 'skip' | 'read'
  /** Cover, title page, imprint, list of contents, index: what nobody reads aloud. */
  matter: 'skip' | 'read'
}

export const defaultReadingChoices: ReadingChoices = {
  notes: 'skip',
  tables: 'rows',
  images: 'skip',
  code: 'skip',
  matter: 'skip',
}
