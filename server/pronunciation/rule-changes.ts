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
import { checkRules, checkTogether, type NewRule, type Rule, withoutRules, withRules } from './rules.ts'
import { getDictionary, getRules, notFound } from './select-versions.ts'

// Each change makes a new version, also when it changes nothing: whoever asked gets the id of what was asked for.

/**
 * Replaces all rules.
 * @throws StudioError `pronunciation_dictionary_not_found`, `invalid_parameters`, `pronunciation_dictionary_too_large`;
 * so do the two below
 */
export async function setRules(db: Database, id: DictionaryId, rules: NewRule[]): Promise<DictionaryVersion> {
  const checked = checkRules(rules)
  return changeRules(db, id, () => checked)
}

/** Adds rules at the end; one for a string that has a rule takes its place. */
export async function addRules(db: Database, id: DictionaryId, rules: NewRule[]): Promise<DictionaryVersion> {
  const checked = checkRules(rules)
  return changeRules(db, id, (present) => checkTogether(withRules(present, checked)))
}

/** Removes the rules for these strings, as far as there are any. */
export async function removeRules(db: Database, id: DictionaryId, strings: string[]): Promise<DictionaryVersion> {
  return changeRules(db, id, (present) => withoutRules(present, strings))
}

export async function insertVersion(
  db: Database,
  dictionaryId: DictionaryId,
  position: number,
  rules: Rule[],
): Promise<void> {
  const id = newId<DictionaryVersionId>()
  await db.insert(versions).values({ id, dictionaryId, position, rules, ruleCount: rules.length })
}

/** Changes that come at once are made one after the other, so that none is lost. */
async function changeRules(
  db: Database,
  id: DictionaryId,
  change: (present: Rule[]) => Rule[],
): Promise<DictionaryVersion> {
  return db.transaction(async (transaction) => {
    await lockDictionary(transaction, id)
    const { version } = await getDictionary(transaction, id)
    const rules = change(await getRules(transaction, version.id))
    const position = version.position + 1
    await insertVersion(transaction, id, position, rules)
    await transaction.update(dictionaries).set({ versionCount: position }).where(eq(dictionaries.id, id))
    return (await getDictionary(transaction, id)).version
  })
}

async function lockDictionary(db: Transaction, id: DictionaryId): Promise<void> {
  const held = await db.select({ id: dictionaries.id }).from(dictionaries).where(eq(dictionaries.id, id)).for('update')
  if (held.length === 0) notFound(id)
}
