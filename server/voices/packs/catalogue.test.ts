import assert from 'node:assert/strict'
import { test } from 'node:test'
import { voicePacks } from './catalogue.ts'
import { byteLengthOf, type PackSource } from './voice-pack.ts'

test('every file of every pack can be had from two sources at least, and is checked', () => {
  for (const { id, files, sources } of voicePacks) {
    for (const { path, byteLength, sha256 } of files) {
      assert.match(sha256, /^[0-9a-f]{64}$/)
      assert.ok(byteLength > 0)
      const having = sources.filter((source) => pathsOf(source).includes(path))
      assert.ok(having.length >= 2, `${path} of ${id}`)
    }
  }
})

test('addresses are https and end in the name of the file', () => {
  for (const source of voicePacks.flatMap(({ sources }) => sources)) {
    if (source.kind !== 'web') continue
    for (const [path, address] of Object.entries(source.addresses)) {
      assert.match(address, /^https:\/\//)
      assert.equal(address.split('/').at(-1), path.split('/').at(-1))
    }
  }
})

test('ids are unique, and a voice says which engine it is of', () => {
  assert.equal(new Set(voicePacks.map(({ id }) => id)).size, voicePacks.length)
  for (const { engineId, voiceIds } of voicePacks) {
    assert.equal(new Set(voiceIds).size, voiceIds.length)
    for (const id of voiceIds) assert.ok(id.startsWith(`${engineId}-`))
  }
})

test('Kokoro is a model of 92 MB and 28 English voices, and its default voice comes first', () => {
  const { files, voiceIds } = voicePacks.find(({ id }) => id === 'kokoro')!
  assert.equal(byteLengthOf(files), 92_361_271 + 28 * 522_240)
  assert.equal(files.at(-1)!.path, 'kokoro-v1.0.int8.onnx', 'the engine finds it when all is there')
  assert.equal(voiceIds.length, 28)
  assert.equal(voiceIds[0], 'kokoro-af_heart')
})

function pathsOf(source: PackSource): string[] {
  if (source.kind === 'web') return Object.keys(source.addresses)
  return Object.keys(source.kind === 'npm' ? source.members : source.files)
}
