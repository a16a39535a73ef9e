import { createHash } from 'node:crypto'
import { and, eq, inArray, or } from 'drizzle-orm'
import type { Database } from '#server/storage/database.ts'
import {
  pronunciationDictionaries as dictionaries,
  type PronunciationLocator,
  pronunciationDictionaryVersions as versions,
} from '#server/storage/schema.ts'
import type { DictionaryWithRules, VersionedDictionary } from './dictionary.ts'
import type { Rule } from './rules.ts'
import { isLatest, notFound, selectVersions } from './select-versions.ts'

/**
 * What locators mean at the moment, in their order. One cheap query: the rules are not read.
 * @throws StudioError `pronunciation_dictionary_not_found`
 */
export async function resolveVersions(db: Database, locators: PronunciationLocator[]): Promise<VersionedDictionary[]> {
  if (locators.length === 0) return []
  const found = await selectVersions(db).where(or(...locators.map(isMeant)))
  return locators.map(({ dictionaryId, versionId }) => {
    const ofDictionary = found.filter((one) => one.dictionary.id === dictionaryId)
    const isWanted = (one: VersionedDictionary) => one.version.id === versionId
    const latest = ofDictionary.toSorted((one, other) => other.version.position - one.version.position)[0]
    return (versionId === null ? latest : ofDictionary.find(isWanted)) ?? notFound(dictionaryId, versionId)
  })
}

/** The same with the rules. @throws StudioError `pronunciation_dictionary_not_found` */
export async function resolveLocators(db: Database, locators: PronunciationLocator[]): Promise<DictionaryWithRules[]> {
  const resolved = await resolveVersions(db, locators)
  const { id, rules } = versions
  const ids = resolved.map((one) => one.version.id)
  const rows = await db.select({ id, rules }).from(versions).where(inArray(id, ids))
  const byVersion = new Map(rows.map((row) => [row.id, row.rules as Rule[]]))
  return resolved.map((one) => ({ ...one, rules: byVersion.get(one.version.id)! }))
}

/** A short string that changes whenever other rules, or the same in another order, would be applied. Empty for none. */
export function dictionariesFingerprint(resolved: VersionedDictionary[]): string {
  if (resolved.length === 0) return ''
  const ids = resolved.map((one) => one.version.id)
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex').slice(0, 16)
}

function isMeant({ dictionaryId, versionId }: PronunciationLocator) {
  return and(eq(dictionaries.id, dictionaryId), versionId === null ? isLatest : eq(versions.id, versionId))
}
