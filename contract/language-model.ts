import { z } from 'zod'

// Ours: the language model that the configuration names, if any.

export const LanguageModelResponse = z.object({
  /** As its server calls it; null when none is set up. */
  name: z.string().nullable(),
  /** Where it is: host and port. */
  host: z.string().nullable(),
  /** How long it may take for one answer. */
  seconds: z.number(),
})
export type LanguageModelResponse = z.infer<typeof LanguageModelResponse>

export const LanguageModelTrialResponse = z.object({
  /** How long the answer took. */
  seconds: z.number(),
})
export type LanguageModelTrialResponse = z.infer<typeof LanguageModelTrialResponse>
