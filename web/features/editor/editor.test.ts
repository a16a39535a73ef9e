import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { undoDepth } from 'prosemirror-history'
import type { Node } from 'prosemirror-model'
import { EditorState, TextSelection } from 'prosemirror-state'
import { ApiError, NotConnected } from '../../client/api.ts'
import { Autosave, type SaveState } from '../../client/autosave.ts'
import { bothOf } from '../../client/both-of.ts'
import { becomeDocument, giveVoice, isWritten } from './changes.ts'
import {
  codePointAtOffset,
  comparing,
  fromDocument,
  offsetOfCodePoint,
  toDocument,
  type WrittenBlock,
  writtenOf,
} from './convert.ts'
import { caretOf, positionOf } from './places.ts'
import { editorPlugins } from './plugins.ts'

const voice = { ref: 'r1', voiceId: 'v1' }

test('what comes from the server goes back as it was: voices, breaks, phonemes and all else', () => {
  const texts = [
    'It was dark.',
    'Wait<break time="0.8s" /> for it <break time="500ms"/>!',
    '<phoneme alphabet="ipa" ph="oʊ">Oh</phoneme>, a < b & <b>c</b> 🎉',
    '',
  ]
  const blocks = texts.map((text, index) => written(`b${index}`, text))
  assert.deepEqual(
    fromDocument(toDocument(blocks, voice)).map((block) => [block.block_id, block.nodes[0]!.text]),
    texts.map((text, index) => [`b${index}`, text]),
  )
})

test('a paragraph in two voices keeps them', () => {
  const nodes = [node('“Go,” ', 'r2', 'v2'), node('she said.', 'r1', 'v1')]
  const [block] = fromDocument(toDocument([{ ...written('b', ''), nodes }], voice))
  assert.deepEqual(block!.nodes, nodes)
})

test('code points and offsets lead to each other, over breaks and outside the basic plane', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '🎉', 'é', '<break time="1s" />', ' '), { maxLength: 20 }), (parts) => {
      const block = toDocument([written('b', parts.join(''))], voice).child(0)
      const length = [...writtenOf(block)].length
      for (let point = 0; point <= length; point++) {
        assert.equal(codePointAtOffset(block, offsetOfCodePoint(block, point)), point)
      }
    }),
  )
})

test('what the server made of a text takes its place and leaves the caret in the word where it was; nobody undoes or sends it', () => {
  const before = editing(['One.', 'Two.', 'Three.'])
  const word = positionOf(before.doc, 2) + 3
  const state = before.apply(before.tr.setSelection(TextSelection.create(before.doc, word)))
  const change = becomeDocument(state, documentOf(['One, and more.', 'Two.', 'Three.']))!
  assert.ok(!isWritten(change))
  const after = state.apply(change)
  assert.deepEqual(caretOf(after), { id: 'b2', codePoint: 2 })
  assert.equal(after.doc.child(0).textContent, 'One, and more.')
  assert.equal(undoDepth(after), 0)
  assert.equal(becomeDocument(after, documentOf(['One, and more.', 'Two.', 'Three.'])), undefined)
})

test('the voice that says most of a paragraph is its voice; the caret stays in a paragraph that gets another one', () => {
  const before = editing(['One two.', 'Three.'])
  const state = before.apply(before.tr.setSelection(TextSelection.create(before.doc, 1, 4)))
  const node = (ref: string, text: string) => ({ voice_id: `v${ref}`, project_voice_ref_id: `r${ref}`, text })
  const block = (...nodes: ReturnType<typeof node>[]) => ({
    block_id: 'b0',
    sub_type: 'p' as const,
    locked: false,
    nodes,
  })
  const three = { ...block(node('1', 'Three.')), block_id: 'b1' }
  const refsOf = (doc: Node) => doc.children.map(({ attrs }) => attrs.ref)
  const few = toDocument([block(node('2', 'One'), node('1', ' two.')), three], voice)
  assert.deepEqual(refsOf(few), ['r1', 'r1'])
  const most = toDocument([block(node('1', 'One'), node('2', ' two.')), three], voice)
  assert.deepEqual(refsOf(most), ['r2', 'r1'])
  for (const doc of [few, most]) {
    const { selection } = state.apply(becomeDocument(state, doc)!)
    assert.deepEqual([selection.from, selection.to], [1, 4])
  }
})

test('a voice is given to the words that are selected, or to the whole of each paragraph that they touch', () => {
  const before = editing(['One two.', 'Three.'])
  const selection = TextSelection.create(before.doc, 5, positionOf(before.doc, 1) + 3)
  const state = before.apply(before.tr.setSelection(selection))
  const other = { ref: 'r2', voiceId: 'v2' }
  const voicesOf = (isOnlySelection: boolean) =>
    fromDocument(state.apply(giveVoice(state, other, isOnlySelection)).doc).map(({ nodes }) =>
      nodes.map(({ voice_id, text }) => [voice_id, text]),
    )
  assert.deepEqual(voicesOf(true), [
    [
      ['v1', 'One '],
      ['v2', 'two.'],
    ],
    [
      ['v2', 'Th'],
      ['v1', 'ree.'],
    ],
  ])
  assert.deepEqual(voicesOf(false), [[['v2', 'One two.']], [['v2', 'Three.']]])
})

test('both texts: each of my paragraphs that differs stands behind theirs', () => {
  const mine = [written('a', 'One!'), written('b', 'Two.'), { ...written('', 'New.'), block_id: null }]
  const theirs = [written('a', 'One?'), written('b', 'Two.'), written('c', 'Three.')]
  assert.deepEqual(
    bothOf(mine, theirs, comparing).map((block) => block.nodes[0]!.text),
    ['One?', 'One!', 'Two.', 'Three.', 'New.'],
  )
})

test('what cannot be sent is sent again; what is refused waits for the next change; a conflict for a decision', async () => {
  const told: SaveState[] = []
  const answers: (Error | undefined)[] = [
    new NotConnected('No.'),
    undefined,
    new ApiError(422, 'invalid', 'No.'),
    new ApiError(409, 'content_changed', 'No.'),
    undefined,
  ]
  const autosave = new Autosave({
    async send() {
      const error = answers.shift()
      if (error) throw error
    },
    onState: (state) => void told.push(state),
    idleMilliseconds: 1,
  })
  autosave.touch()
  await autosave.flush()
  assert.ok(autosave.isDirty)
  await autosave.flush()
  assert.ok(!autosave.isDirty)
  autosave.touch()
  await autosave.flush()
  assert.ok(!autosave.isDirty)
  autosave.touch()
  await autosave.flush()
  assert.equal(told.at(-1), 'conflict')
  autosave.touch()
  await autosave.flush()
  assert.equal(answers.length, 1, 'nothing is sent meanwhile')
  autosave.resume(true)
  await autosave.flush()
  assert.equal(told.at(-1), 'saved')
  autosave.close()
})

test('what cannot be sent while a document is imported is sent again', async () => {
  const told: SaveState[] = []
  const answers: (Error | undefined)[] = [new ApiError(409, 'already_processing', 'Not now.'), undefined]
  const autosave = new Autosave({
    async send() {
      const error = answers.shift()
      if (error) throw error
    },
    onState: (state) => void told.push(state),
    idleMilliseconds: 1,
  })
  autosave.touch()
  await autosave.flush()
  assert.equal(told.at(-1), 'held')
  assert.ok(autosave.isDirty)
  await autosave.flush()
  assert.equal(told.at(-1), 'saved')
  autosave.close()
})

function editing(texts: string[]): EditorState {
  return EditorState.create({
    doc: documentOf(texts),
    plugins: editorPlugins(
      () => voice,
      () => {},
    ),
  })
}

function documentOf(texts: string[]): Node {
  return toDocument(
    texts.map((text, index) => written(`b${index}`, text)),
    voice,
  )
}

function written(block_id: string, text: string): WrittenBlock {
  return { block_id, sub_type: 'p', locked: false, nodes: [node(text, 'r1', 'v1')] }
}

function node(text: string, project_voice_ref_id: string, voice_id: string) {
  return { voice_id, project_voice_ref_id, text }
}
