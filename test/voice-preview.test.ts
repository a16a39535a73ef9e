import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestStudio, type TestStudio } from './studio.ts'

test('proof: a preview is encoded once, however often it is asked for', async () => {
  await using studio = await openTestStudio()
  const counted = countEncodings(studio)
  const ask = () => studio.api.bytes('/lectern/v1/voices/tone-a/preview', { method: 'GET' })
  const [first, second] = await Promise.all([ask(), ask()])
  assert.deepEqual((await ask()).bytes, first!.bytes)
  assert.deepEqual(second!.bytes, first!.bytes)
  assert.equal(counted.encodings, 1)
  const range = { method: 'GET', headers: { range: 'bytes=10-19' } }
  assert.equal((await studio.api.bytes('/lectern/v1/voices/tone-a/preview', range, 206)).bytes.length, 10)
})

test('a preview is encoded once, by however many ids a stranger asks for its voice', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_VOICE_MAP: '*=tone-a' } })
  const counted = countEncodings(studio)
  for (const id of ['tone-a', 'one', 'two', 'three'])
    await studio.api.bytes(`/lectern/v1/voices/${id}/preview`, { method: 'GET' })
  assert.equal(counted.encodings, 1)
})

function countEncodings({ studio: { encoders } }: TestStudio): { encodings: number } {
  const counted = { encodings: 0 }
  const { open } = encoders
  encoders.open = (format) => {
    counted.encodings += 1
    return open(format)
  }
  return counted
}
