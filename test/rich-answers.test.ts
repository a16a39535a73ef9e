import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { blockGenerations } from '#server/storage/schema.ts'
import { openTestStudio, type TestChapter, toBlock } from './studio.ts'
import { until } from './until.ts'

// What is little to ask for and much to answer. With the client, the worker and the database's answers in the same thread,
// on a machine that does other work.

const mostMilliseconds = 100

test('proof: the warnings of a chapter full of dates hold nobody up, and are no more than somebody reads', async () => {
  await using studio = await openTestStudio()
  const dates = Array.from({ length: 1_900 }, (_, index) => `1/${2 + (index % 11)}/${2000 + Math.floor(index / 11)}`)
  const chapter = await studio.addChapter(Array.from({ length: 8 }, () => `é𝄞 ${dates.join(' ')}`))
  const path = `${editorPath(chapter)}/warnings`
  let warnings: { start: number; end: number; message: string }[] = []
  await assertStandsLess(mostMilliseconds, async () => {
    warnings = JSON.parse((await studio.api.bytes(path, { method: 'GET' })).bytes.toString()).warnings
  })
  assert.equal(warnings.length, 10_000)
  assert.deepEqual([warnings[0]!.start, warnings[0]!.end], [3, 11])
  assert.match(warnings[1]!.message, /^"1\/3\/2000" was read as/)
})

test('proof: six thousand spoken paragraphs are replaced at once, and what they were is kept', async () => {
  await using studio = await openTestStudio()
  const count = 6_000
  const chapter = await studio.addChapter(Array<string>(count).fill('It rained.'))
  await studio.api.post(`${editorPath(chapter)}/speak`)
  const isSpoken = async () => {
    const { body } = await studio.api.get(`${editorPath(chapter)}/editor`)
    return body.blocks.every(({ state }: { state: string }) => state === 'converted')
  }
  await until('it is spoken', isSpoken, { seconds: 120 })
  await studio.write(chapter, [toBlock('It snowed.')])
  assert.equal(await studio.studio.db.$count(blockGenerations), count)
})

function editorPath({ projectId, chapterId }: TestChapter): string {
  return `/lectern/v1/projects/${projectId}/chapters/${chapterId}`
}
