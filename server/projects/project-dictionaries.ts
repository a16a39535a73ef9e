import type { ProjectId } from '#server/base/ids.ts'
import { resolveVersions } from '#server/pronunciation/resolve-locators.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import type { DictionaryId, PronunciationLocator } from '#server/storage/schema.ts'
import { updateProject } from './edit-project.ts'
import { lockProject } from './find-project.ts'
import { bumpRevisionsOfDictionary } from './revision.ts'

/**
 * Sets which dictionaries a project is spoken by, in their order; an empty list takes them away. Nothing is marked: a
 * block whose spoken text changes lacks takes from now on, and only such a block.
 * @throws StudioError `project_not_found`, `pronunciation_dictionary_not_found`
 */
export async function setProjectDictionaries(
  database: Database,
  projectId: ProjectId,
  locators: PronunciationLocator[],
): Promise<void> {
  await database.transaction(async (db) => {
    await lockProject(db, projectId)
    await resolveVersions(db, locators)
    await updateProject(db, projectId, { pronunciationLocators: locators })
  })
}

/** Changes a dictionary and tells the projects that are spoken by it, in one transaction. @throws as the change does */
export async function changeDictionary<Changed>(
  database: Database,
  id: DictionaryId,
  change: (db: Transaction) => Promise<Changed>,
): Promise<Changed> {
  return database.transaction(async (db) => {
    const changed = await change(db)
    await bumpRevisionsOfDictionary(db, id)
    return changed
  })
}
