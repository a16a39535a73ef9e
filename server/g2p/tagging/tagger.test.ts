import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTagger } from './tagger.ts'
import { foldTag } from './tags.ts'

const tag = openTagger(join(import.meta.dirname, '../../../data/g2p/en.tag'))

test('words that are verb or noun are told by their neighbours', () => {
  assert.deepEqual(tag(['They', 'record', 'a', 'record', '.']), ['PRP', 'VBP', 'DT', 'NN', '.'])
  assert.deepEqual(tag(['I', 'will', 'present', 'a', 'present', '.']), ['PRP', 'MD', 'VB', 'DT', 'NN', '.'])
})

test('a sequence may be empty or of words that nobody knows', () => {
  assert.deepEqual(tag([]), [])
  assert.equal(tag(['Zorblax', 'constructor', '__proto__', '']).length, 4)
})

test('the tags of the treebank are folded into ours', () => {
  assert.deepEqual(['NNS', 'WDT', 'JJR', 'VBD', '-LRB-', 'XYZ'].map(foldTag), ['NN', 'WH', 'JJ', 'VBD', '.', '.'])
})
