import { StudioError } from '#server/base/errors.ts'

/** No text of good will nests lists and quotations deeper. */
export const deepestNesting = 200

export function nestsTooDeep(): StudioError {
  const sentence = `The document nests lists or quotations more than ${deepestNesting} deep.`
  return new StudioError('document_broken', sentence)
}
