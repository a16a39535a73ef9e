import type { ErrorCode } from '#server/base/error-catalogue.ts'
import type { Lexicon } from '#server/pronunciation/read-pls.ts'
import type { ReadDocument } from '../document/imported-document.ts'
import type { DocumentFile } from '../document/importer.ts'
import type { InspectedDocument } from './inspected-document.ts'

/** What the reading process is asked. */
export type ReadingRequest = DocumentFile & {
  contentType?: string
  /** It is a dictionary in PLS. */
  isLexicon?: boolean
  /** To be told what the document would become, instead of its text. */
  isInspection?: boolean
}

/** What it answers. */
export type ReadingReply = {
  document?: ReadDocument
  /** Instead of the document, where the request asks for it. */
  inspected?: InspectedDocument
  /** Instead of the document, where it is a dictionary. */
  lexicon?: Lexicon
  error?: { code: ErrorCode; message: string; param?: string }
}
