import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ApiError, NotConnected } from '../../client/api.ts'
import { Autosave, type SaveState } from '../../client/autosave.ts'
import { bothOf } from '../../client/both-of.ts'
import {
  codePointAtOffset,
  fromDocument,
  offsetOfCodePoint,
  toDocument,
  type WrittenBlock,
  writtenOf,
} from './convert.ts'
import { comparing } from './editor-session.ts'

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

function written(block_id: string, text: string): WrittenBlock {
  return { block_id, sub_type: 'p', locked: false, nodes: [node(text, 'r1', 'v1')] }
}

function node(text: string, project_voice_ref_id: string, voice_id: string) {
  return { voice_id, project_voice_ref_id, text }
}
