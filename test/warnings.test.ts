import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { openTestStudio, toBlock } from './studio.ts'

test('what is not spoken as written is told with its block, before and after it is spoken', async () => {
  await using studio = await openTestStudio({ engines: [openFliteEngine({ threads: 1 })] })
  const chapter = await studio.addChapter(['It was dark.'])
  const path = `/lectern/v1/projects/${chapter.projectId}/chapters/${chapter.chapterId}/warnings`
  await studio.write(chapter, [
    toBlock('It was dark.', 'flite-slt'),
    toBlock('Wait <break time="9s" /> here.', 'flite-slt'),
    toBlock('She said Привет, and Привет.', 'flite-slt'),
  ])
  const told = async () => (await studio.api.get(path)).body.warnings.map((one: { code: string }) => one.code)
  assert.deepEqual(await told(), ['break_shortened'])
  await studio.convert(chapter)
  assert.deepEqual(await told(), ['break_shortened', 'character_ignored'])
  const { warnings } = (await studio.api.get(path)).body
  const { blocks } = (await studio.read(chapter)).content
  assert.deepEqual(
    warnings.map((one: { block_id: string }) => one.block_id),
    [blocks[1].block_id, blocks[2].block_id],
  )
})

test('the warnings of a chapter that does not exist are not found', async () => {
  await using studio = await openTestStudio()
  const { body } = await studio.api.get('/lectern/v1/projects/none/chapters/none/warnings', 404)
  assert.equal(body.detail.code, 'project_not_found')
})
