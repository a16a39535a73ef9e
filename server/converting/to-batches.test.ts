import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toBatches } from './to-batches.ts'

const tasks = (count: number) => Array.from({ length: count }, () => ({ characters: 60 }))
const sizes = (count: number, places: number, chaptersAfter = 0) =>
  toBatches(tasks(count), { places, chaptersAfter }).map((batch) => batch.length)

test('a batch is half a minute of speech where there is much to say', () => {
  assert.deepEqual(sizes(21, 1), [7, 7, 7])
  assert.deepEqual(sizes(14, 4, 10), [7, 7])
})

test('what is said last is shared in small parts, so that no place stays empty while another has much before it', () => {
  assert.deepEqual(sizes(16, 4), [4, 3, 2, 1, 1, 1, 1, 1, 1, 1])
  assert.deepEqual(sizes(4, 16), [1, 1, 1, 1])
})

test('without a worker that tells how much it speaks at once, and with nothing to say, it still answers', () => {
  assert.deepEqual(sizes(3, 0), [3])
  assert.deepEqual(sizes(0, 4), [])
})
