import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDictionary } from '#server/pronunciation/dictionary-store.ts'
import { setRules } from '#server/pronunciation/rule-changes.ts'
import type { NewRule } from '#server/pronunciation/rules.ts'
import { openTestDatabase } from '#test/database.ts'
import { readRules } from './read-rules.ts'

test('all who are spoken by the same dictionaries at once share their rules, of which a bounded number is kept', async () => {
  await using database = await openTestDatabase()
  const { db } = database
  const makeDictionary = async (rules: NewRule[]) => (await createDictionary(db, { name: 'D' }, rules)).dictionary.id
  const locator = { dictionaryId: await makeDictionary([toRule('a')]), versionId: null }
  const [one, other] = await Promise.all([readRules(db, [locator]), readRules(db, [locator])])
  assert.ok(one && one === other)
  await setRules(db, locator.dictionaryId, [toRule('b')])
  const after = await readRules(db, [locator])
  assert.deepEqual(after?.strings, ['b'])
  assert.equal(await readRules(db, [locator]), after)
  const large = { dictionaryId: await makeDictionary(many(10_000)), versionId: null }
  for (let times = 1; times <= 5; times++) await readRules(db, Array(times).fill(large))
  assert.notEqual(await readRules(db, [locator]), after, 'others have taken its place')
  assert.equal(await readRules(db, []), undefined)
})

function many(count: number): NewRule[] {
  return Array.from({ length: count }, (_, index) => toRule(`word${index}`))
}

function toRule(stringToReplace: string): NewRule {
  return { type: 'alias', stringToReplace, alias: 'said' }
}
