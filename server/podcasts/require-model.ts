import { StudioError } from '#server/base/errors.ts'
import type { LanguageModel } from '#server/language-model/language-model.ts'
import type { PodcastRequest } from './podcast.ts'

/**
 * Asked by who takes the request, and by who does it: another process, perhaps, or much later.
 * @throws StudioError `language_model_missing` when a podcast is to follow instructions, and nobody here can
 */
export function requireModel(languageModel: LanguageModel | undefined, { instructions }: PodcastRequest): void {
  if (languageModel || !instructions?.trim()) return
  const sentence = 'Instructions for the style of a podcast need a language model, and none is set up.'
  throw new StudioError('language_model_missing', sentence, { param: 'instructions_prompt' })
}
