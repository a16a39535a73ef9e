import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runAtOnce } from '#server/base/give-way.ts'
import type { BlockPlan } from '#server/planning/plan-block.ts'
import { requireFewSentences } from './require-few-sentences.ts'

/** A block that says this so many times, in utterances of a thousand characters at most. */
function saying(text: string, times: number): BlockPlan {
  const each = Math.floor(1_000 / text.length)
  const utterances = Array.from({ length: Math.ceil(times / each) }, (_, index) => ({
    utterance: { text: text.repeat(Math.min(each, times - index * each)), language: 'en' },
  }))
  return { utterances } as unknown as BlockPlan
}

test('a chapter of more sentences than are published is refused before it is spoken, and one of as many is not', async () => {
  runAtOnce(requireFewSentences([saying('Rain. ', 99_999), saying('Rain. ', 1)]))
  const message = /has 100001 sentences; .* 100000 at most/
  assert.throws(() => runAtOnce(requireFewSentences([saying('Rain. ', 100_000), saying('Rain. ', 1)])), {
    code: 'text_too_long',
    message,
  })
})
