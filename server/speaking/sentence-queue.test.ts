import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSentenceQueue } from './sentence-queue.ts'

const neverAborted = new AbortController().signal

test('four sentences are begun at once, one more whenever the first is done, and each knows what was said before', async () => {
  const begun: [text: string, before: string][] = []
  const queue = openSentenceQueue(async (text, before) => void begun.push([text, before]), neverAborted)
  for (const text of ['One. ', 'Two. ', 'Three. ', 'Four. ', 'Five. ']) queue.say(text)
  queue.end()
  assert.equal(begun.length, 4)
  assert.deepEqual(begun[2], ['Three. ', 'One. Two. '])
  assert.equal(queue.waitingLength, 'One. Two. Three. Four. Five. '.length)
  let heard = 0
  for (; await queue.next(false); heard++) queue.done()
  assert.deepEqual([heard, begun.length, queue.waitingLength], [5, 5, 0])
})

test('when somebody waits and no text comes it gets quiet, and goes on with the next sentence', async () => {
  const queue = openSentenceQueue(async (text) => text, neverAborted)
  assert.equal(await queue.next(true), 'quiet')
  const next = queue.next(false)
  queue.say('At last.')
  const one = await next
  assert.ok(one && one !== 'quiet')
  assert.equal(await one.begun, 'At last.')
})

test('who waits for a sentence that nobody wants any more is told so, also when that was before', async () => {
  const leaving = new AbortController()
  const queue = openSentenceQueue(async (text) => text, leaving.signal)
  const next = assert.rejects(queue.next(false), /gone/)
  leaving.abort(new Error('gone'))
  await next
  await assert.rejects(queue.next(false), /gone/)
})
