import type { ImportLimits } from './import-limits.ts'
import type { ImportedDocument } from './imported-document.ts'
import type { ReadingChoices } from './reading-choices.ts'

/** Reads one kind of document. Runs in a process of its own, so it may fail in any way. */
export interface Importer {
  /** As a person calls the format: "EPUB". */
  readonly format: string
  /** Lower case, without the dot. */
  readonly extensions: readonly string[]
  readonly mediaTypes: readonly string[]
  /** Whether the bytes are of this format: surely, or as far as one can see. */
  sniff(sample: DocumentSample): 'sure' | 'maybe' | 'no'
  /** @throws StudioError `document_broken`, `document_too_large`, `document_protected`, `empty_text`, `invalid_file_type` */
  read(document: DocumentFile): Promise<ImportedDocument>
}

export type DocumentFile = {
  path: string
  /** As the person called it; for sentences, and for a name when the document has no title. */
  fileName: string
  limits: ImportLimits
  choices: ReadingChoices
}

/** The first and last bytes of a file, at most 64 KB each; they overlap in a short file. */
export type DocumentSample = { start: Buffer; end: Buffer }
