import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ProjectId } from '#server/base/ids.ts'
import { createTestProject, openTestNeeds, paragraph } from '#test/projects.ts'
import { listBlocks, listChapters } from './chapters.ts'
import { deleteProject, editProject } from './edit-project.ts'
import { findProject, getRevision, listProjectVoices } from './find-project.ts'

let needs: Awaited<ReturnType<typeof openTestNeeds>>
before(async () => void (needs = await openTestNeeds()))
after(() => needs[Symbol.asyncDispose]())

const toneVoices = { defaultTitleVoiceId: 'tone-a', defaultParagraphVoiceId: 'tone-a' }

test('what is changed is changed, all else stays, and the revision rises', async () => {
  const { project } = await createTestProject(needs, [paragraph('One.')], { author: 'Ann', title: 'Old' })
  const revision = (await getRevision(needs.db, project.id)).count
  const edited = await editProject(needs, project.id, { ...toneVoices, title: 'New', volumeNormalization: true })
  assert.deepEqual(edited, { ...project, title: 'New', volumeNormalization: true })
  assert.ok((await getRevision(needs.db, project.id)).count > revision)
})

test('new default voices are for new blocks: what is written keeps its voice', async () => {
  const { project, key } = await createTestProject(needs, [paragraph('One.')])
  const before = await listBlocks(needs.db, key.chapterId)
  const edited = await editProject(needs, project.id, { ...toneVoices, defaultParagraphVoiceId: 'tone-b' })
  const voices = await listProjectVoices(needs.db, project.id)
  assert.deepEqual(
    voices.map((voice) => [voice.voiceId, voice.refId]),
    [
      ['tone-a', edited.defaultTitleVoiceRefId],
      ['tone-b', edited.defaultParagraphVoiceRefId],
    ],
  )
  assert.deepEqual(await listBlocks(needs.db, key.chapterId), before)
})

test('a refused change changes nothing', async () => {
  const { project } = await createTestProject(needs, [])
  const changes = { ...toneVoices, name: 'New', defaultTitleVoiceId: 'nobody' }
  await assert.rejects(editProject(needs, project.id, changes), { code: 'voice_not_found' })
  assert.deepEqual(await findProject(needs.db, project.id), project)
  const nowhere = editProject(needs, 'nowhere' as ProjectId, toneVoices)
  await assert.rejects(nowhere, { code: 'project_not_found' })
})

test('a deleted project is gone with its chapters, once', async () => {
  const { project, key } = await createTestProject(needs, [paragraph('One.')])
  await deleteProject(needs.db, project.id)
  assert.equal(await findProject(needs.db, project.id), undefined)
  assert.deepEqual(await listChapters(needs.db, project.id), [])
  assert.deepEqual(await listBlocks(needs.db, key.chapterId), [])
  await assert.rejects(deleteProject(needs.db, project.id), { code: 'project_not_found' })
})
