import type { CastResponse } from './types.ts'

/** Lines with less confidence stay with the narrator when the cast is applied. */
const unsureBelow = 0.5

export function isUnsure({ confidence }: Pick<CastResponse['lines'][number], 'confidence'>): boolean {
  return confidence < unsureBelow
}
