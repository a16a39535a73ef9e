import { StudioError } from '#server/base/errors.ts'
import type { BlockPlan } from '#server/planning/plan-block.ts'
import { splitSentencesInSteps } from '#server/text/sentences.ts'

/** Far more than any chapter has: what is published of one is a value of the database that holds eight times as many at most. */
const mostSentences = 100_000

/**
 * Before a chapter is spoken: each of its sentences is played by itself, so that there is a pause behind it.
 * @throws StudioError `text_too_long`
 */
export function* requireFewSentences(plans: BlockPlan[]): Generator<void, void> {
  const utterances = plans.flatMap((plan) => plan.utterances.map(({ utterance }) => utterance))
  const characters = utterances.reduce((sum, { text }) => sum + text.length, 0)
  if (characters <= mostSentences) return
  let count = 0
  for (const { text, language } of utterances) {
    count += (yield* splitSentencesInSteps(text, language)).length
    yield
  }
  if (count <= mostSentences) return
  const sentence = `This chapter has ${count} sentences; one that is converted has ${mostSentences} at most.`
  throw new StudioError('text_too_long', sentence)
}
