import { z } from 'zod'
import type { Question } from '#server/language-model/language-model.ts'
import { type Passage, showPassages } from '../passages.ts'
import { aboutMaterial } from './common.ts'

export const Notes = z.object({
  notes: z.array(z.object({ passage: z.int(), note: z.string().max(400) })).max(20),
})

/** Asks which passages of a part of a long source matter. */
export function askForNotes(part: Passage[], highlights: string[]): Question {
  return {
    instructions: `You prepare a podcast. From a part of its source you pick the passages that a listener should hear of.
Pick 3 to 8 of them by their numbers, each with a note of one sentence that says what it tells.
${highlights.length > 0 ? 'Passages about the highlights come first.' : ''}
${aboutMaterial}
Answer with a JSON object: {"notes": [{"passage": 12, "note": "…"}]}.`,
    material: JSON.stringify({ highlights, passages: showPassages(part) }),
  }
}
