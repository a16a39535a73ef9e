import { runGivingWay } from '#server/base/give-way.ts'
import { type CompiledRules, compileRulesInSteps } from '#server/pronunciation/compile-rules.ts'
import type { VersionedDictionary } from '#server/pronunciation/dictionary.ts'
import { readRulesOf, resolveVersions } from '#server/pronunciation/resolve-locators.ts'
import type { Database } from '#server/storage/database.ts'
import type { PronunciationLocator } from '#server/storage/schema.ts'

/** So many rules are kept ready, those that were asked for last; at most some 100 MB. */
const mostKept = 50_000

interface Kept {
  ruleCount: number
  rules: Promise<CompiledRules>
}

/** By the versions that they are of, which never change: every sentence of a conversation is said by the same ones. */
const kept = new WeakMap<Database, Map<string, Kept>>()

/**
 * The rules of dictionaries, those of the first one first: to be asked for again each time, not to be held.
 * @throws StudioError `pronunciation_dictionary_not_found`
 */
export async function readRules(db: Database, locators: PronunciationLocator[]): Promise<CompiledRules | undefined> {
  const resolved = await resolveVersions(db, locators)
  const ruleCount = resolved.reduce((sum, { version }) => sum + version.ruleCount, 0)
  if (ruleCount === 0) return undefined
  const ofDatabase = kept.get(db) ?? new Map<string, Kept>()
  kept.set(db, ofDatabase)
  const key = resolved.map(({ version }) => version.id).join(' ')
  const one = ofDatabase.get(key) ?? { ruleCount, rules: compile(db, resolved) }
  one.rules.catch(() => ofDatabase.delete(key))
  ofDatabase.delete(key) // so that it becomes the youngest
  ofDatabase.set(key, one)
  makeRoom(ofDatabase)
  return one.rules
}

async function compile(db: Database, resolved: VersionedDictionary[]): Promise<CompiledRules> {
  return runGivingWay(compileRulesInSteps(await readRulesOf(db, resolved)))
}

/** The oldest go first. */
function makeRoom(ofDatabase: Map<string, Kept>): void {
  let ruleCount = ofDatabase.values().reduce((sum, one) => sum + one.ruleCount, 0)
  for (const [key, one] of ofDatabase) {
    if (ruleCount <= mostKept) return
    ruleCount -= one.ruleCount
    ofDatabase.delete(key)
  }
}
