import type { z } from 'zod'
import type { DocumentInspection } from '#contract/documents.ts'
import type { InspectedDocument } from '#server/importing/reading/inspected-document.ts'

export function presentInspection(inspected: InspectedDocument): z.input<typeof DocumentInspection> {
  const { format, title, author, language, chapters, leftOut, warnings } = inspected
  return {
    format,
    title: title ?? null,
    author: author ?? null,
    language: language ?? null,
    chapters: chapters.map(({ name, words, secondsExpected, blocks }) => ({
      name,
      words,
      seconds_expected: secondsExpected,
      blocks,
    })),
    left_out: leftOut,
    warnings,
  }
}
