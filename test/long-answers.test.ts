import assert from 'node:assert/strict'
import { test } from 'node:test'
import { longestStand } from '#server/base/longest-stand.test-kit.ts'
import { casts } from '#server/storage/schema.ts'
import { openTestStudio } from './studio.ts'
import { until } from './until.ts'

/** With the client, the worker and the database's answers in the same thread, on a machine that does other work. */
const mostMilliseconds = 100

test('the wave of a paragraph that lasts for most of an hour holds nobody up', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([[`One ${'<break time="3s" />'.repeat(900)} two.`]])
  const [chapter] = await studio.listChapters(projectId)
  const path = `/lectern/v1/projects/${projectId}/chapters/${chapter!.chapterId}`
  await studio.api.post(`${path}/speak`)
  const block = await until('it is spoken', async () => {
    const { body } = await studio.api.get(`${path}/editor`)
    return body.blocks[0].state === 'converted' && body.blocks[0]
  })
  let bytes: Buffer = Buffer.alloc(0)
  const milliseconds = await longestStand(async () => {
    const asked = `${path}/blocks/${block.block_id}/peaks?per_second=500`
    bytes = (await studio.api.bytes(asked, { method: 'GET' })).bytes
  })
  assert.ok(milliseconds < mostMilliseconds, `${milliseconds} ms`)
  const { duration_seconds: seconds, peaks } = JSON.parse(bytes.toString())
  assert.equal(peaks.length, Math.ceil(seconds * 500))
  assert.ok(seconds > 2_700 && peaks[10][1] > 0 && peaks[700_000][1] === 0)
})

test('a cast of many lines is told without holding anybody up, and its words are where they stand', async () => {
  await using studio = await openTestStudio()
  const said = '“Ab é.” said Anna. “Bc.” '
  const blocks = Array.from({ length: 10 }, () => said.repeat(700).trim())
  const projectId = await studio.addProject([blocks])
  await studio.api.post(`/lectern/v1/projects/${projectId}/cast/find`)
  await until(
    'the cast is found',
    async () => {
      const [cast] = await studio.studio.db.select({ state: casts.state }).from(casts)
      return cast?.state === 'ready'
    },
    { seconds: 120 },
  )
  let bytes: Buffer = Buffer.alloc(0)
  const milliseconds = await longestStand(async () => {
    bytes = (await studio.api.bytes(`/lectern/v1/projects/${projectId}/cast`, { method: 'GET' })).bytes
  })
  assert.ok(milliseconds < mostMilliseconds, `${milliseconds} ms`)
  const { lines } = JSON.parse(bytes.toString())
  assert.equal(lines.length, 14_000)
  assert.deepEqual(
    [lines[2].text, lines[2].after.slice(0, 11), lines[2].before.slice(-6)],
    ['“Ab é.”', ' said Anna.', '“Bc.” '],
  )
})
