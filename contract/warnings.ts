import { z } from 'zod'

/** Ours: what was not spoken as it is written. */
export const ChapterWarningsResponse = z.object({
  warnings: z.array(
    z.object({
      block_id: z.string(),
      /**
       * `setting_ignored`, `setting_out_of_range`, `phonemes_ignored`, `character_ignored`, `break_shortened`, `tag_ignored`,
       * `audio_tag_ignored`, `text_guessed`, `reading_guessed`
       */
      code: z.string(),
      message: z.string(),
      /** In code points of the block's text, end exclusive, where it has a place of its own. */
      start: z.int().optional(),
      end: z.int().optional(),
    }),
  ),
})
