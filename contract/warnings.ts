import { z } from 'zod'

/** Ours: what was not spoken as it is written. */
export const ChapterWarningsResponse = z.object({
  warnings: z.array(
    z.object({
      block_id: z.string(),
      /** `setting_ignored`, `setting_out_of_range`, `phonemes_ignored`, `character_ignored`, `break_shortened`, `text_guessed` */
      code: z.string(),
      message: z.string(),
    }),
  ),
})
