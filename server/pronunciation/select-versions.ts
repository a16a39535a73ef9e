import { and, eq } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { Database } from '#server/storage/database.ts'
import {
  type DictionaryId,
  type DictionaryVersionId,
  pronunciationDictionaries as dictionaries,
  pronunciationDictionaryVersions as versions,
} from '#server/storage/schema.ts'
import type { VersionedDictionary } from './dictionary.ts'
import type { Rule } from './rules.ts'
import { getStored, toRules } from './version-rules.ts'

/** Whether a version is the latest of its dictionary. */
export const isLatest = eq(versions.position, dictionaries.versionCount)

/** All versions with their dictionaries, without the rules, which can be a megabyte. */
export function selectVersions(db: Database) {
  const { id, name, description, language, createdBy, createdAt, archivedAt, workspaceAccess } = dictionaries
  const { dictionaryId, position, ruleCount } = versions
  return db
    .select({
      dictionary: { id, name, description, language, createdBy, createdAt, archivedAt, workspaceAccess },
      version: { id: versions.id, dictionaryId, position, ruleCount, createdAt: versions.createdAt },
    })
    .from(dictionaries)
    .innerJoin(versions, eq(versions.dictionaryId, dictionaries.id))
    .$dynamic()
}

/** A dictionary in its latest version. @throws StudioError `pronunciation_dictionary_not_found` */
export async function getDictionary(db: Database, id: DictionaryId): Promise<VersionedDictionary> {
  const [found] = await selectVersions(db).where(and(eq(dictionaries.id, id), isLatest))
  return found ?? notFound(id)
}

/** @throws StudioError `pronunciation_dictionary_not_found` */
export async function getVersion(
  db: Database,
  dictionaryId: DictionaryId,
  versionId: DictionaryVersionId,
): Promise<VersionedDictionary> {
  const [found] = await selectVersions(db).where(and(eq(dictionaries.id, dictionaryId), eq(versions.id, versionId)))
  return found ?? notFound(dictionaryId, versionId)
}

/** The rules of a version that exists. */
export async function getRules(db: Database, versionId: DictionaryVersionId): Promise<Rule[]> {
  return toRules(await getStored(db, versionId))
}

export function notFound(id: DictionaryId, versionId: DictionaryVersionId | null = null): never {
  const sentence = `There is no ${versionId === null ? '' : `version "${versionId}" of a `}pronunciation dictionary "${id}".`
  throw new StudioError('pronunciation_dictionary_not_found', sentence)
}
