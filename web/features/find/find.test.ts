import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EditorBlock } from '../../client/types.ts'
import { listPlaces, replaceMatches } from './find.ts'

test('a text is found and replaced in words, not in tags, and not in what is locked', () => {
  const blocks = [
    block('Time and time<break time="1s" /> again.'),
    block('A time (locked).', true),
    block('Costs $1.00?'),
  ]
  const search = { text: 'time', isCaseSensitive: true }
  assert.equal(listPlaces(blocks, search).length, 2)
  assert.equal(listPlaces(blocks, { ...search, isCaseSensitive: false }).length, 3)
  assert.equal(listPlaces(blocks, { text: '$1.00?', isCaseSensitive: true }).length, 1)
  const [first, second] = listPlaces(blocks, { text: 'Again', isCaseSensitive: false })
  assert.deepEqual(first, { blockId: 'b', isLocked: false, before: 'Time and time ', found: 'again', after: '.' })
  assert.equal(second, undefined)
  const [long] = listPlaces([block(`${'A long time '.repeat(9)}ago, ${'very long '.repeat(9)}`)], {
    text: 'ago',
    isCaseSensitive: true,
  })
  assert.equal(long!.before, '… A long time A long time A long time ')
  assert.equal(long!.after, ', very long very long very long very …')
  const texts = replaceMatches(blocks, { ...search, isCaseSensitive: false }, 'tide').map((one) => one.nodes[0]!.text)
  assert.deepEqual(texts, ['tide and tide<break time="1s" /> again.', 'A time (locked).', 'Costs $1.00?'])
})

function block(text: string, locked = false): EditorBlock {
  const nodes = [{ voice_id: 'v', project_voice_ref_id: 'r', text }]
  const state = { state: 'silent' as const, error: null, audio: null, pause_seconds: 0, warnings: [] }
  return { block_id: 'b', sub_type: 'p', locked, nodes, ...state }
}
