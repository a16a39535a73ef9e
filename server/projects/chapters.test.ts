import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ChapterId, ProjectId } from '#server/base/ids.ts'
import { createTestProject, openTestNeeds, paragraph } from '#test/projects.ts'
import {
  addChapter,
  deleteChapter,
  getChapter,
  listBlocks,
  listChapters,
  recordConversions,
  renameChapter,
} from './chapters.ts'
import { createProject } from './create-project.ts'
import { getRevision } from './find-project.ts'
import { contentLimits } from './limits.ts'

let needs: Awaited<ReturnType<typeof openTestNeeds>>
before(async () => void (needs = await openTestNeeds()))
after(() => needs[Symbol.asyncDispose]())

test('chapters that are added at the same time stand one behind the other', async () => {
  const { project } = await createTestProject(needs, [])
  await Promise.all(['a', 'b', 'c'].map((name) => addChapter(needs.db, project.id, name)))
  const chapters = await listChapters(needs.db, project.id)
  assert.deepEqual(
    chapters.map((chapter) => chapter.position),
    [0, 1, 2, 3],
  )
  assert.equal(chapters[0]!.name, 'Chapter 1')
})

test('a project takes as many chapters as its limit, and no more', async () => {
  const chapters = Array.from({ length: contentLimits.chapters }, () => ({ name: '', blocks: [] }))
  const { id } = await createProject(needs, { name: 'Full' }, chapters)
  await assert.rejects(addChapter(needs.db, id, 'One more'), { code: 'invalid_parameters' })
  assert.equal((await listChapters(needs.db, id)).length, contentLimits.chapters)
})

test('renaming and deleting a chapter is seen at once, and raises the revision', async () => {
  const { project, key } = await createTestProject(needs, [paragraph('One.')])
  const revision = (await getRevision(needs.db, project.id)).count
  await renameChapter(needs.db, key, 'Prologue')
  assert.equal((await getChapter(needs.db, key)).name, 'Prologue')
  await deleteChapter(needs.db, key)
  await assert.rejects(getChapter(needs.db, key), { code: 'chapter_not_found' })
  assert.deepEqual(await listBlocks(needs.db, key.chapterId), [])
  assert.equal((await getRevision(needs.db, project.id)).count, revision + 2)
})

test('a chapter is only found in its own project', async () => {
  const { key } = await createTestProject(needs, [])
  const other = await createTestProject(needs, [])
  const mixed = { projectId: other.project.id, chapterId: key.chapterId }
  await assert.rejects(getChapter(needs.db, mixed), { code: 'chapter_not_found' })
  await assert.rejects(renameChapter(needs.db, mixed, 'Mine'), { code: 'chapter_not_found' })
  await assert.rejects(deleteChapter(needs.db, mixed), { code: 'chapter_not_found' })
  assert.equal((await getChapter(needs.db, key)).name, 'Chapter 1')
  await assert.rejects(getChapter(needs.db, { ...key, chapterId: 'none' as ChapterId }), { code: 'chapter_not_found' })
  await assert.rejects(addChapter(needs.db, 'none' as ProjectId, ''), { code: 'project_not_found' })
})

test('a failed conversion tells why and keeps the date of the last good one; a good one forgets the reason', async () => {
  const { key } = await createTestProject(needs, [])
  await recordConversions(needs.db, [key.chapterId], null)
  const good = await getChapter(needs.db, key)
  assert.ok(good.lastConvertedAt)
  await recordConversions(needs.db, [key.chapterId], 'The engine died.')
  assert.deepEqual(await getChapter(needs.db, key), { ...good, lastConversionError: 'The engine died.' })
  await recordConversions(needs.db, [key.chapterId], null)
  assert.equal((await getChapter(needs.db, key)).lastConversionError, null)
})
