import type { PronunciationWarning } from '#server/g2p/pronunciation.ts'

/** One warning for all that have the same code: an utterance is told of each thing once. */
export function oneOfEachCode(warnings: PronunciationWarning[]): PronunciationWarning[] {
  return [...Map.groupBy(warnings, ({ code }) => code)].map(([code, list]) => ({
    code,
    message: list.map(({ message }) => message).join(' '),
  }))
}
