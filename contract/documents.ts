import { z } from 'zod'
import { FileField } from './forms.ts'
import { Url } from './limits.ts'

export const ImportWarning = z.object({ code: z.string(), message: z.string(), count: z.number().int() })

/** What is read of a document that is not prose. Page numbers and running heads never are. */
export const readingFields = {
  /** Footnotes and endnotes: left out, at the end of their paragraph, or as a chapter at the end. */
  read_notes: z.enum(['skip', 'paragraph', 'chapter']).nullish(),
  read_tables: z.enum(['skip', 'rows']).nullish(),
  /** Pictures: their alternative text, or nothing. */
  read_images: z.enum(['alt', 'skip']).nullish(),
  read_code: z.enum(['skip', 'read']).nullish(),
  /** Cover, title page, imprint, lists of contents, index. */
  read_matter: z.enum(['skip', 'read']).nullish(),
}

const ReadingFields = z.object(readingFields)
export type ReadingFields = z.infer<typeof ReadingFields>

export const InspectDocumentForm = z.object({
  from_document: FileField.nullish(),
  from_url: Url.nullish(),
  ...readingFields,
})

export const DocumentInspection = z.object({
  format: z.string(),
  title: z.string().nullable(),
  author: z.string().nullable(),
  language: z.string().nullable(),
  chapters: z.array(
    z.object({ name: z.string(), words: z.number().int(), seconds_expected: z.number(), blocks: z.number().int() }),
  ),
  left_out: z.array(
    z.object({ what: z.string(), count: z.number().int(), words: z.number().int(), example: z.string() }),
  ),
  warnings: z.array(ImportWarning),
})
