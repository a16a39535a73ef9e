import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { deleteProject, editProject } from '#server/projects/edit-project.ts'
import { bumpProgress } from '#server/projects/revision.ts'
import type { Studio } from '#server/studio.ts'
import { createTestProject, openTestNeeds } from '#test/projects.ts'
import type { InTurn } from './making.ts'
import { openProjectListCache } from './project-list-cache.ts'

let needs: Awaited<ReturnType<typeof openTestNeeds>>
let studio: Studio
before(async () => {
  needs = await openTestNeeds()
  studio = needs as Pick<Studio, 'db' | 'voices'> as Studio
})
after(() => needs[Symbol.asyncDispose]())

/** Nobody has to wait for their turn. */
const atOnce: InTurn = (work) => work()

test('the list is written once until a project is added, changed or deleted', async () => {
  const cache = openProjectListCache()
  const { project } = await createTestProject(needs, [], { title: 'Old' })
  const first = await cache.get(studio, 'admin', atOnce)
  assert.equal(await cache.get(studio, 'admin', atOnce), first)
  const voices = { defaultTitleVoiceId: 'tone-a', defaultParagraphVoiceId: 'tone-a' }
  await editProject(needs, project.id, { ...voices, title: 'New' })
  assert.deepEqual(titlesOf(await cache.get(studio, 'admin', atOnce)), ['New'])
  await createTestProject(needs, [], { title: 'Second' })
  assert.deepEqual(titlesOf(await cache.get(studio, 'admin', atOnce)), ['Second', 'New'])
  await deleteProject(needs.db, project.id)
  assert.deepEqual(titlesOf(await cache.get(studio, 'admin', atOnce)), ['Second'])
})

test('the progress of a conversion is not in the list, and does not make it anew', async () => {
  const cache = openProjectListCache()
  const { project } = await createTestProject(needs, [])
  const before = await cache.get(studio, 'viewer', atOnce)
  await bumpProgress(needs.db, project.id)
  assert.equal(await cache.get(studio, 'viewer', atOnce), before)
})

test('a project that takes the place of another is never taken for it, and each role gets its own list', async () => {
  const cache = openProjectListCache()
  const { project } = await createTestProject(needs, [], { title: 'First' })
  await cache.get(studio, 'admin', atOnce)
  await deleteProject(needs.db, project.id)
  await createTestProject(needs, [], { title: 'Second' })
  assert.equal(titlesOf(await cache.get(studio, 'admin', atOnce))[0], 'Second')
  const [seen] = read(await cache.get(studio, 'viewer', atOnce)).projects
  assert.equal(seen.access_level, 'viewer')
})

function titlesOf(answer: { bytes: unknown }): string[] {
  return read(answer).projects.map((project: { title: string }) => project.title)
}

function read({ bytes }: { bytes: unknown }) {
  return JSON.parse(String(bytes))
}
