import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EditorBlock } from '../../client/types.ts'
import { countMatches, replaceMatches } from './find.ts'

test('a text is found and replaced in words, not in tags, and not in what is locked', () => {
  const blocks = [
    block('Time and time<break time="1s" /> again.'),
    block('A time (locked).', true),
    block('Costs $1.00?'),
  ]
  const search = { text: 'time', isCaseSensitive: true }
  assert.equal(countMatches(blocks, search), 2)
  assert.equal(countMatches(blocks, { ...search, isCaseSensitive: false }), 3)
  assert.equal(countMatches(blocks, { text: '$1.00?', isCaseSensitive: true }), 1)
  const texts = replaceMatches(blocks, { ...search, isCaseSensitive: false }, 'tide').map((one) => one.nodes[0]!.text)
  assert.deepEqual(texts, ['tide and tide<break time="1s" /> again.', 'A time (locked).', 'Costs $1.00?'])
})

function block(text: string, locked = false): EditorBlock {
  const nodes = [{ voice_id: 'v', project_voice_ref_id: 'r', text }]
  const state = { state: 'silent' as const, error: null, audio: null, pause_seconds: 0, warnings: [] }
  return { block_id: 'b', sub_type: 'p', locked, nodes, ...state }
}
