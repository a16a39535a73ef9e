import { eq } from 'drizzle-orm'
import { newId } from '#server/base/ids.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import {
  type DictionaryId,
  type DictionaryVersionId,
  pronunciationDictionaries as dictionaries,
  pronunciationDictionaryVersions as versions,
} from '#server/storage/schema.ts'
import type { DictionaryVersion } from './dictionary.ts'
import { checkRules, checkTogether, type NewRule } from './rules.ts'
import { getDictionary, notFound } from './select-versions.ts'
import {
  getStored,
  isBetterWhole,
  type RuleChange,
  type StoredRules,
  type StoredVersion,
  toRules,
} from './version-rules.ts'

// Each change makes a new version, also when it changes nothing: whoever asked gets the id of what was asked for.

/**
 * Replaces all rules.
 * @throws StudioError `pronunciation_dictionary_not_found`, `invalid_parameters`, `pronunciation_dictionary_too_large`;
 * so do the two below
 */
export async function setRules(db: Database, id: DictionaryId, rules: NewRule[]): Promise<DictionaryVersion> {
  const whole = checkRules(rules)
  return changeRules(db, id, () => ({ whole, changes: [] }))
}

/** Adds rules at the end; one for a string that has a rule takes its place. */
export async function addRules(db: Database, id: DictionaryId, rules: NewRule[]): Promise<DictionaryVersion> {
  const added = checkRules(rules)
  return changeRules(db, id, (present) => withChange(present, { removed: [], added }))
}

/** Removes the rules for these strings, as far as there are any. */
export async function removeRules(db: Database, id: DictionaryId, strings: string[]): Promise<DictionaryVersion> {
  return changeRules(db, id, (present) => {
    const known = new Set(toRules(present).map(({ stringToReplace }) => stringToReplace))
    return withChange(present, { removed: [...known.intersection(new Set(strings))], added: [] })
  })
}

export async function insertVersion(
  db: Database,
  dictionaryId: DictionaryId,
  position: number,
  { rules, ruleCount }: { rules: StoredRules; ruleCount: number },
): Promise<void> {
  const id = newId<DictionaryVersionId>()
  await db.insert(versions).values({ id, dictionaryId, position, rules, ruleCount })
}

function withChange({ whole, changes }: StoredVersion, change: RuleChange): StoredVersion {
  return { whole, changes: [...changes, change] }
}

/** Changes that come at once are made one after the other, so that none is lost. */
async function changeRules(
  db: Database,
  id: DictionaryId,
  change: (present: StoredVersion) => StoredVersion,
): Promise<DictionaryVersion> {
  return db.transaction(async (transaction) => {
    await lockDictionary(transaction, id)
    const { version } = await getDictionary(transaction, id)
    const changed = change(await getStored(transaction, version.id))
    const rules = toRules(changed)
    const added = changed.changes.at(-1)?.added ?? []
    if (added.length > 0) checkTogether(rules)
    const stored = isBetterWhole(changed) ? rules : (changed.changes.at(-1) ?? rules)
    const position = version.position + 1
    await insertVersion(transaction, id, position, { rules: stored, ruleCount: rules.length })
    await transaction.update(dictionaries).set({ versionCount: position }).where(eq(dictionaries.id, id))
    return (await getDictionary(transaction, id)).version
  })
}

async function lockDictionary(db: Transaction, id: DictionaryId): Promise<void> {
  const held = await db.select({ id: dictionaries.id }).from(dictionaries).where(eq(dictionaries.id, id)).for('update')
  if (held.length === 0) notFound(id)
}
