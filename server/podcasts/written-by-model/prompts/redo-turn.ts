import { z } from 'zod'
import type { Question } from '#server/language-model/language-model.ts'
import { type Passage, showPassages } from '../passages.ts'
import { aboutMaterial } from './common.ts'
import type { AskedTurn } from './turns.ts'

export const RedoneTurn = z.object({ text: z.string().trim().min(1).max(3000) })

/** Asks for a turn anew that says what its source does not. @param faults words of it */
export function askToRedo(turn: AskedTurn, faults: string[], passages: Passage[], language: string): Question {
  return {
    instructions: `A turn of a podcast says what its source does not: the listed words are not in the passages.
Write the turn again in the language "${language}", about as long, with what the passages say and nothing else.
Numbers and names are written exactly as the passages write them. No markup, no links.
${aboutMaterial}
Answer with a JSON object: {"text": "…"}.`,
    material: JSON.stringify({ turn: turn.text, words: faults, passages: showPassages(passages) }),
  }
}
