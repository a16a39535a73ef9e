import type { Accent } from '#server/text/spoken/english/context.ts'
import { readPhonemes } from './alphabets/alphabets.ts'
import type { GivenPronunciation, PronunciationWarning } from './pronunciation.ts'
import type { Stretch } from './tagging/tokens.ts'

/**
 * The stretches of a text that have given phonemes, in order. What lies outside the text, overlaps one before it, or has no
 * sound of English in it is left out with a warning; the text is then read as it is written.
 */
export function readGiven(
  text: string,
  given: GivenPronunciation[],
  accent: Accent,
): { stretches: Stretch[]; warnings: PronunciationWarning[] } {
  const stretches: Stretch[] = []
  const warnings: PronunciationWarning[] = []
  const warn = (message: string) => warnings.push({ code: 'phonemes_ignored', message })
  for (const { start, end, alphabet, phonemes: written } of given.toSorted((a, b) => a.start - b.start)) {
    const isInside = start >= (stretches.at(-1)?.end ?? 0) && start < end && end <= text.length
    const { phonemes, warnings: unread } = readPhonemes(alphabet, written, accent)
    for (const message of unread) warn(`Phonemes "${written}": ${message}.`)
    if (isInside && phonemes.trim()) stretches.push({ start, end, tokens: [{ kind: 'given', text: phonemes }] })
    else warn(`Phonemes "${written}" say nothing; the text was read as it is written.`)
  }
  return { stretches, warnings }
}
