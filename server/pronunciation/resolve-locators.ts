import { createHash } from 'node:crypto'
import { and, eq, or } from 'drizzle-orm'
import type { Database } from '#server/storage/database.ts'
import {
  type DictionaryVersionId,
  pronunciationDictionaries as dictionaries,
  type PronunciationLocator,
  pronunciationDictionaryVersions as versions,
} from '#server/storage/schema.ts'
import type { VersionedDictionary } from './dictionary.ts'
import type { Rule } from './rules.ts'
import { getRules, isLatest, notFound, selectVersions } from './select-versions.ts'

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

/** Their rules, those of the first one first. */
export async function readRulesOf(db: Database, resolved: VersionedDictionary[]): Promise<Rule[]> {
  const byVersion = new Map<DictionaryVersionId, Rule[]>()
  // One after the other: each may have millions of characters, and what comes at once is read at once.
  for (const { version } of resolved)
    if (!byVersion.has(version.id)) byVersion.set(version.id, await getRules(db, version.id))
  return resolved.flatMap(({ version }) => byVersion.get(version.id)!)
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
