import { sql } from 'drizzle-orm'
import type { Database } from '#server/storage/database.ts'
import { type DictionaryVersionId, pronunciationDictionaryVersions as versions } from '#server/storage/schema.ts'
import { type Rule, withoutRules, withRules } from './rules.ts'

/** What becomes other in the version before: first the rules for some strings go, then some are added. */
export interface RuleChange {
  removed: string[]
  added: Rule[]
}

/**
 * What is stored of a version: all of its rules, or what became other. A rule that is added to ten thousand would else
 * store all of these anew.
 */
export type StoredRules = Rule[] | RuleChange

/** A version as it is put together. */
export interface StoredVersion {
  /** All rules of an earlier version, and what became other since, one version after the other. */
  whole: Rule[]
  changes: RuleChange[]
}

/** What is stored of a version that exists, and of those before it that it rests on. */
export async function getStored(db: Database, id: DictionaryVersionId): Promise<StoredVersion> {
  const { rows } = await db.execute<{ rules: StoredRules }>(sql`
    select step.rules from ${versions} as asked join ${versions} as step
      on step.dictionary_id = asked.dictionary_id and step.position <= asked.position and step.position >= (
        select whole.position from ${versions} as whole
        where whole.dictionary_id = asked.dictionary_id and whole.position <= asked.position
          and jsonb_typeof(whole.rules) = 'array'
        order by whole.position desc limit 1)
    where asked.id = ${id} order by step.position`)
  const [whole, ...changes] = rows.map(({ rules }) => rules)
  return { whole: whole as Rule[], changes: changes as RuleChange[] }
}

/** The rules of a version. */
export function toRules({ whole, changes }: StoredVersion): Rule[] {
  // Together first, since the whole may be a hundred times as long as all of them.
  const removed = changes.flatMap((change) => change.removed)
  return withRules(withoutRules(whole, removed), changes.reduce(changed, []))
}

const mostChanges = 200

/** Whether the next version is better stored whole: what rests on a whole is never more, and is read with it. */
export function isBetterWhole({ whole, changes }: StoredVersion): boolean {
  const changed = changes.reduce((sum, { removed, added }) => sum + removed.length + added.length, 0)
  return changes.length > mostChanges || changed > whole.length
}

function changed(rules: Rule[], { removed, added }: RuleChange): Rule[] {
  return withRules(withoutRules(rules, removed), added)
}
