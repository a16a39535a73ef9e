import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BlockId, ProjectId, TakeKey } from '#server/base/ids.ts'
import { createDictionary } from '#server/pronunciation/dictionary-store.ts'
import { plannedTakes } from '#server/storage/schema.ts'
import { createTestProject, openTestNeeds, paragraph } from '#test/projects.ts'
import { listBlocks } from './chapters.ts'
import { getRevision } from './find-project.ts'
import { setProjectDictionaries } from './project-dictionaries.ts'
import { bumpProgress, bumpRevision, bumpRevisionsOfDictionary, bumpRevisionsOfTakes } from './revision.ts'

let needs: Awaited<ReturnType<typeof openTestNeeds>>
before(async () => void (needs = await openTestNeeds()))
after(() => needs[Symbol.asyncDispose]())

test('a change of one project raises its revision by one, and no other', async () => {
  const [changed, other] = [await createTestProject(needs, []), await createTestProject(needs, [])]
  const rise = await watch(changed.project.id, other.project.id)
  await bumpRevision(needs.db, changed.project.id)
  assert.deepEqual(await rise(), [1, 0])
})

test('progress of a conversion is a change too, and counted as such', async () => {
  const { project } = await createTestProject(needs, [])
  const before = await getRevision(needs.db, project.id)
  await bumpProgress(needs.db, project.id)
  const after = await getRevision(needs.db, project.id)
  assert.deepEqual([after.count - before.count, after.progress - before.progress], [1, 1])
})

test('a take that two projects share raises the revision of both by one, however many of their blocks say it', async () => {
  const first = await createTestProject(needs, [paragraph('One.'), paragraph('One.')])
  const second = await createTestProject(needs, [paragraph('One.')])
  const other = await createTestProject(needs, [paragraph('Two.')])
  const key = 'shared' as TakeKey
  for (const { key: chapter } of [first, second])
    for (const { id } of await listBlocks(needs.db, chapter.chapterId)) await plan(id, key)
  const rise = await watch(first.project.id, second.project.id, other.project.id)
  await bumpRevisionsOfTakes(needs.db, [key])
  assert.deepEqual(await rise(), [1, 1, 0])
  await bumpRevisionsOfTakes(needs.db, ['planned nowhere' as TakeKey])
  assert.deepEqual(await rise(), [1, 1, 0])
})

test('takes that are kept at the same time, shared by the same projects, all count and none waits for ever', async () => {
  const projects = await Promise.all([1, 2, 3].map(() => createTestProject(needs, [paragraph('One.')])))
  const keys = ['a', 'b', 'c', 'd'].map((name) => `crossing ${name}` as TakeKey)
  for (const { key } of projects) {
    const [block] = await listBlocks(needs.db, key.chapterId)
    for (const [position, takeKey] of keys.entries()) await plan(block!.id, takeKey, position)
  }
  const rise = await watch(...projects.map(({ project }) => project.id))
  await Promise.all(keys.map((key) => needs.db.transaction((db) => bumpRevisionsOfTakes(db, [key]))))
  assert.deepEqual(await rise(), [4, 4, 4])
})

test('a dictionary that changes raises the revision of the projects that are spoken by it', async () => {
  const { dictionary, version } = await createDictionary(needs.db, { name: 'Names' }, [])
  const { dictionary: another } = await createDictionary(needs.db, { name: 'Other' }, [])
  const [user, pinned, other] = await Promise.all([1, 2, 3].map(() => createTestProject(needs, [])))
  const latest = { dictionaryId: dictionary.id, versionId: null }
  await setProjectDictionaries(needs.db, user!.project.id, [{ dictionaryId: another.id, versionId: null }, latest])
  await setProjectDictionaries(needs.db, pinned!.project.id, [{ ...latest, versionId: version.id }])
  const rise = await watch(user!.project.id, pinned!.project.id, other!.project.id)
  await bumpRevisionsOfDictionary(needs.db, dictionary.id)
  assert.deepEqual(await rise(), [1, 1, 0])
})

/** @returns by how much each revision has risen since */
async function watch(...ids: ProjectId[]): Promise<() => Promise<number[]>> {
  const read = () => Promise.all(ids.map(async (id) => (await getRevision(needs.db, id)).count))
  const before = await read()
  return async () => (await read()).map((revision, index) => revision - before[index]!)
}

async function plan(blockId: BlockId, takeKey: TakeKey, position = 0): Promise<void> {
  const [block] = await needs.db.query.blocks.findMany({ where: (blocks, { eq }) => eq(blocks.id, blockId) })
  const { voiceRefId } = block!.nodes[0]!
  await needs.db.insert(plannedTakes).values({ blockId, position, takeKey, voiceRefId, characters: 4 })
}
