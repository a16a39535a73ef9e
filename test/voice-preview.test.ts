import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestStudio } from './studio.ts'

test('a preview is encoded once, however often it is asked for', async () => {
  await using studio = await openTestStudio()
  let encodings = 0
  const { encoders } = studio.studio
  const { open } = encoders
  encoders.open = (format) => {
    encodings += 1
    return open(format)
  }
  const ask = () => studio.api.bytes('/lectern/v1/voices/tone-a/preview', { method: 'GET' })
  const [first, second] = await Promise.all([ask(), ask()])
  assert.deepEqual((await ask()).bytes, first!.bytes)
  assert.deepEqual(second!.bytes, first!.bytes)
  assert.equal(encodings, 1)
  const range = { method: 'GET', headers: { range: 'bytes=10-19' } }
  assert.equal((await studio.api.bytes('/lectern/v1/voices/tone-a/preview', range, 206)).bytes.length, 10)
})
