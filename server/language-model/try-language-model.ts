import { z } from 'zod'
import { StudioError } from '#server/base/errors.ts'
import type { LanguageModel } from './language-model.ts'

const Answer = z.object({ sum: z.number() })

/** Asked where others are answered meanwhile: also who thinks aloud needs less. */
const question = { instructions: 'Answer with the sum.', material: '2 + 3', mostBytes: 200_000 }

/**
 * Asks a small question, to see whether there is an answer of the right shape.
 * @returns how many seconds that took
 * @throws StudioError `language_model_missing`, `language_model_failed`, `language_model_timeout`
 */
export async function tryLanguageModel(
  { languageModel }: { languageModel: LanguageModel | undefined },
  signal: AbortSignal,
): Promise<number> {
  if (!languageModel) throw new StudioError('language_model_missing', 'No language model is set up.')
  const start = performance.now()
  await languageModel.askFor(Answer, question, signal)
  return (performance.now() - start) / 1000
}
