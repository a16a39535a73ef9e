import { z } from 'zod'
import type { Question } from '#server/language-model/language-model.ts'
import type { PodcastRequest } from '../../podcast.ts'
import { aboutMaterial, aboutWishes } from './common.ts'

export const Outline = z.object({
  title: z.string().min(1).max(200),
  sections: z
    .array(z.object({ about: z.string().min(1).max(300), words: z.int().min(1), passages: z.array(z.int()).min(1) }))
    .min(1)
    .max(12),
})
export type Outline = z.infer<typeof Outline>

/** Asks for the order in which a podcast tells things. @param points passages, or notes on them */
export function askForOutline(
  { request, language, words }: { request: PodcastRequest; language: string; words: number },
  points: { number: number; text: string }[],
): Question {
  const kind =
    request.voiceIds.guest === undefined ? 'a bulletin, spoken by a host alone' : 'a talk of a host with a guest'
  return {
    instructions: `You plan a podcast: ${kind}, in the language "${language}", of ${words} words altogether.
Give it a title, and divide it into 1 to 8 sections that follow from each other. For each section say what it is about, how many
words it has, and which points it rests on, by their numbers. The words of all sections add up to ${words}.
${request.highlights.length > 0 ? 'The highlights get the most room.' : ''}
${aboutWishes(request.instructions)}
${aboutMaterial}
Answer with a JSON object: {"title": "…", "sections": [{"about": "…", "words": 100, "passages": [3, 4]}]}.`,
    material: JSON.stringify({ highlights: request.highlights, points }),
  }
}
