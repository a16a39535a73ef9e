import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toCues } from './cues.ts'

const limits = { lineCharacters: 42, lines: 2 }

test('no word is left over, neither for a cue nor for a line', () => {
  assert.deepEqual(cuesOf('The lighthouse of Bell Rock stands on a reef eleven miles off the coast of Scotland.'), [
    ['The lighthouse of Bell', 'Rock stands on a reef'],
    ['eleven miles off the coast of Scotland.'],
  ])
  assert.deepEqual(cuesOf('It was dark. Rain fell.'), [['It was dark. Rain fell.']])
})

test('what ends at a comma stays whole where enough is left', () => {
  const text = 'The reef is under water at high tide and at noon, so that men could work there only for a few hours'
  assert.deepEqual(cuesOf(text), [
    ['The reef is under water', 'at high tide and at noon,'],
    ['so that men could work', 'there only for a few hours'],
  ])
})

/** Of a sentence whose words take a second each. */
function cuesOf(sentence: string): string[][] {
  const pieces = sentence.split(' ').map((text, at) => ({ text, startSeconds: at, endSeconds: at + 1 }))
  return [...toCues([{ pieces, voiceId: undefined } as never], limits)].map(({ lines }) => lines)
}
