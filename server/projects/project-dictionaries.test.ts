import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ProjectId } from '#server/base/ids.ts'
import { createDictionary } from '#server/pronunciation/dictionary-store.ts'
import type { DictionaryId } from '#server/storage/schema.ts'
import { createTestProject, openTestNeeds } from '#test/projects.ts'
import { getProject, getRevision } from './find-project.ts'
import { setProjectDictionaries } from './project-dictionaries.ts'

let needs: Awaited<ReturnType<typeof openTestNeeds>>
before(async () => void (needs = await openTestNeeds()))
after(() => needs[Symbol.asyncDispose]())

test('a project keeps its dictionaries in their order, until others or none are set', async () => {
  const { project } = await createTestProject(needs, [])
  const first = await createDictionary(needs.db, { name: 'First' }, [])
  const second = await createDictionary(needs.db, { name: 'Second' }, [])
  const locators = [
    { dictionaryId: second.dictionary.id, versionId: second.version.id },
    { dictionaryId: first.dictionary.id, versionId: null },
  ]
  const revision = (await getRevision(needs.db, project.id)).count
  await setProjectDictionaries(needs.db, project.id, locators)
  assert.deepEqual((await getProject(needs.db, project.id)).pronunciationLocators, locators)
  assert.ok((await getRevision(needs.db, project.id)).count > revision)
  await setProjectDictionaries(needs.db, project.id, [])
  assert.deepEqual((await getProject(needs.db, project.id)).pronunciationLocators, [])
})

test('an unknown dictionary, or version of another one, is refused and changes nothing', async () => {
  const { project } = await createTestProject(needs, [])
  const [one, other] = [
    await createDictionary(needs.db, { name: 'One' }, []),
    await createDictionary(needs.db, { name: 'Other' }, []),
  ]
  const refused = { code: 'pronunciation_dictionary_not_found' }
  for (const locator of [
    { dictionaryId: 'none' as DictionaryId, versionId: null },
    { dictionaryId: one.dictionary.id, versionId: other.version.id },
  ])
    await assert.rejects(setProjectDictionaries(needs.db, project.id, [locator]), refused)
  assert.deepEqual((await getProject(needs.db, project.id)).pronunciationLocators, [])
  await assert.rejects(setProjectDictionaries(needs.db, 'none' as ProjectId, []), { code: 'project_not_found' })
})
