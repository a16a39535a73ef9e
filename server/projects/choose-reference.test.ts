import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProjectVoiceId } from '#server/base/ids.ts'
import { chooseReference } from './choose-reference.ts'
import type { NewNode } from './project.ts'

const refs = new Map([
  ['anna', ['calm', 'angry'] as ProjectVoiceId[]],
  ['bob', ['bob'] as ProjectVoiceId[]],
])
const before = toStored(['calm', 'No.'], ['bob', 'Yes.'], ['angry', 'No.'])

test('a node speaks by the reference that it names, if that is one of its voice', () => {
  assert.equal(choose({ voiceId: 'anna', voiceRefId: 'angry' as ProjectVoiceId, text: 'New.' }, 0), 'angry')
  for (const other of ['bob', 'of another project'])
    assert.equal(choose({ voiceId: 'anna', voiceRefId: other as ProjectVoiceId, text: 'New.' }, 7, []), 'calm')
})

test('a text that was there before keeps its reference, in its place first, and wherever it moved', () => {
  assert.equal(choose({ voiceId: 'anna', text: 'No.' }, 2), 'angry')
  assert.equal(choose({ voiceId: 'anna', text: 'No.' }, 0), 'calm')
  const moved = toStored(['calm', 'First.'], ['angry', 'Second.'])
  assert.equal(choose({ voiceId: 'anna', text: 'Second.' }, 0, moved), 'angry')
})

test('an edited text keeps the reference of what was in its place, else one that its block had to the same voice', () => {
  assert.equal(choose({ voiceId: 'anna', text: 'Never!' }, 2), 'angry')
  assert.equal(choose({ voiceId: 'anna', text: 'Never!' }, 9, toStored(['bob', 'Yes.'], ['angry', 'No.'])), 'angry')
})

test('a text in another voice, or in a new block, speaks by the first reference to its voice', () => {
  assert.equal(choose({ voiceId: 'bob', text: 'No.' }, 2, toStored(['angry', 'No.'])), 'bob')
  assert.equal(choose({ voiceId: 'anna', text: 'No.' }, 0, []), 'calm')
})

function choose(node: NewNode, index: number, nodes = before) {
  return chooseReference(refs, node, nodes, index)
}

function toStored(...nodes: [string, string][]) {
  return nodes.map(([voiceRefId, text]) => ({ voiceRefId: voiceRefId as ProjectVoiceId, text }))
}
