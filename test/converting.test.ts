import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestStudio } from './studio.ts'

test('converting again speaks only the paragraph that changed', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.', 'Rain fell.'])
  await studio.convert(chapter)
  await studio.edit(chapter, ['It was dark.', 'Snow fell.'])
  await studio.convert(chapter)
  assert.deepEqual(studio.spoken().toSorted(), ['It was dark.', 'Rain fell.', 'Snow fell.'])
})
