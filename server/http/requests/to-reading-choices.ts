import type { ReadingFields } from '#contract/documents.ts'
import type { ReadingChoices } from '#server/importing/document/reading-choices.ts'

/** The choices that a form makes; what it does not say stays as it is. */
export function toReadingChoices(form: ReadingFields): Partial<ReadingChoices> {
  return {
    ...(form.read_notes && { notes: form.read_notes }),
    ...(form.read_tables && { tables: form.read_tables }),
    ...(form.read_images && { images: form.read_images }),
    ...(form.read_code && { code: form.read_code }),
    ...(form.read_matter && { matter: form.read_matter }),
  }
}
