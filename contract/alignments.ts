import { z } from 'zod'

/**
 * When each character is heard. The three lists are equally long; an entry of `characters` is one Unicode code point,
 * and the times are seconds from the start of the audio, never falling.
 */
const Alignment = z.object({
  characters: z.array(z.string()),
  character_start_times_seconds: z.array(z.number()),
  character_end_times_seconds: z.array(z.number()),
})

/** In snapshots: one for each block of a chapter, one for each chapter of a project. */
export const CharacterAlignmentModel = Alignment.meta({ id: 'CharacterAlignmentModel' })
export type CharacterAlignmentModel = z.infer<typeof CharacterAlignmentModel>

/** In the answers of text-to-speech. */
export const CharacterAlignmentResponseModel = Alignment.meta({ id: 'CharacterAlignmentResponseModel' })
export type CharacterAlignmentResponseModel = z.infer<typeof CharacterAlignmentResponseModel>
