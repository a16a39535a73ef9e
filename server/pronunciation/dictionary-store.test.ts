import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import {
  type DictionaryId,
  type DictionaryVersionId,
  pronunciationDictionaryVersions as versions,
} from '#server/storage/schema.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import { createDictionary, createDictionaryFromLexicon, editDictionary, listDictionaries } from './dictionary-store.ts'
import { readPls } from './read-pls.ts'
import { dictionariesFingerprint, readRulesOf, resolveVersions } from './resolve-locators.ts'
import { addRules, removeRules, setRules } from './rule-changes.ts'
import type { NewRule } from './rules.ts'
import { getDictionary, getRules, getVersion } from './select-versions.ts'

let database: TestDatabase
before(async () => void (database = await openTestDatabase()))
after(() => database[Symbol.asyncDispose]())

const nowhere = 'nowhere' as DictionaryId

test('a new dictionary has one version with its rules, as strict as nothing else is said', async () => {
  const { db } = database
  const rules: NewRule[] = [alias('HTTP', 'H T T P'), { ...alias('www', 'web'), caseSensitive: false }]
  const { dictionary, version } = await createDictionary(db, { name: 'Web', workspaceAccess: 'viewer' }, rules)
  assert.deepEqual(await getDictionary(db, dictionary.id), { dictionary, version })
  assert.deepEqual([dictionary.name, dictionary.createdBy, dictionary.archivedAt], ['Web', 'lectern', null])
  assert.deepEqual([version.position, version.ruleCount], [1, 2])
  assert.deepEqual(await getRules(db, version.id), [
    { type: 'alias', stringToReplace: 'HTTP', caseSensitive: true, wordBoundaries: true, alias: 'H T T P' },
    { type: 'alias', stringToReplace: 'www', caseSensitive: false, wordBoundaries: true, alias: 'web' },
  ])
})

test('a dictionary may come from a PLS file, whose language it keeps, or be empty without one', async () => {
  const { db } = database
  const pls = '<lexicon xml:lang="en-GB"><lexeme><grapheme>a</grapheme><alias>b</alias></lexeme></lexicon>'
  const { dictionary, version } = await createDictionaryFromLexicon(
    db,
    { name: 'From a file' },
    readPls(Buffer.from(pls)),
  )
  assert.deepEqual([dictionary.language, version.ruleCount], ['en-GB', 1])
  const empty = await createDictionaryFromLexicon(db, { name: 'Empty' })
  assert.deepEqual(await getRules(db, empty.version.id), [])
})

test('each change of rules makes a version, and the earlier ones stay as they were', async () => {
  const { db } = database
  const { dictionary, version: first } = await createDictionary(db, { name: 'D' }, [alias('a', '1'), alias('b', '2')])
  const second = await addRules(db, dictionary.id, [alias('c', '3'), alias('a', '4')])
  const third = await removeRules(db, dictionary.id, ['b', 'unknown'])
  const fourth = await setRules(db, dictionary.id, [alias('z', '5')])
  const said = async (id: DictionaryVersionId) =>
    (await getRules(db, id)).map((rule) => rule.stringToReplace + (rule.type === 'alias' && rule.alias))
  assert.deepEqual(await said(first.id), ['a1', 'b2'])
  assert.deepEqual(await said(second.id), ['a4', 'b2', 'c3'])
  assert.deepEqual(await said(third.id), ['a4', 'c3'])
  assert.deepEqual(await said(fourth.id), ['z5'])
  assert.deepEqual([fourth.position, fourth.ruleCount], [4, 1])
  assert.deepEqual((await getDictionary(db, dictionary.id)).version, fourth)
  assert.deepEqual((await getVersion(db, dictionary.id, second.id)).version, second)
})

test('proof: every version has its rules in their order, however they came about', async () => {
  const { db } = database
  let rules: NewRule[] = []
  const { dictionary } = await createDictionary(db, { name: 'Often' }, rules)
  const id = dictionary.id
  const saidOf = (list: NewRule[]) => list.map((rule) => rule.stringToReplace + (rule.type === 'alias' && rule.alias))
  const expected = new Map<DictionaryVersionId, string[]>()
  let seed = 1
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor(seed / 65_536) % below
  }
  const letters = () => Array.from({ length: 1 + random(4) }, () => 'abcdefgh'[random(8)]!)
  for (let change = 0; change < 230; change++) {
    const strings = letters()
    if (random(5) > 2) {
      const added = strings.map((letter, index) => alias(letter, `${change}.${index}`))
      for (const rule of added) {
        const at = rules.findIndex(({ stringToReplace }) => stringToReplace === rule.stringToReplace)
        if (at < 0) rules = [...rules, rule]
        else rules = rules.with(at, rule)
      }
      expected.set((await addRules(db, id, added)).id, saidOf(rules))
    } else {
      rules = rules.filter(({ stringToReplace }) => !strings.includes(stringToReplace))
      expected.set((await removeRules(db, id, strings)).id, saidOf(rules))
    }
    if (change % 90 === 10) {
      rules = Array.from('hgfedcbaxyz', (letter) => alias(letter, `${change}`))
      expected.set((await setRules(db, id, rules)).id, saidOf(rules))
    }
  }
  for (const [version, said] of expected) assert.deepEqual(saidOf(await getRules(db, version)), said)
})

test('proof: a rule that is added to ten thousand does not store these anew', async () => {
  const { db } = database
  const rules = Array.from({ length: 9_000 }, (_, index) => alias(`w${index}`, 'x'))
  const { dictionary } = await createDictionary(db, { name: 'Long' }, rules)
  for (let index = 0; index < 210; index++) await addRules(db, dictionary.id, [alias(`new ${index}`, 'y')])
  const stored = await db.select().from(versions).where(eq(versions.dictionaryId, dictionary.id))
  assert.equal(stored.length, 211)
  assert.ok(JSON.stringify(stored).length < 2.5 * JSON.stringify(stored[0]).length)
  const { version } = await getDictionary(db, dictionary.id)
  assert.deepEqual([version.ruleCount, (await getRules(db, version.id)).length], [9_210, 9_210])
})

test('rules that are added at the same time are all kept', async () => {
  const { db } = database
  const { dictionary } = await createDictionary(db, { name: 'Busy' }, [])
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((each) => addRules(db, dictionary.id, [alias(each, 'x')])))
  const { version } = await getDictionary(db, dictionary.id)
  assert.deepEqual([version.position, version.ruleCount], [6, 5])
})

test('wrong rules change nothing and are named by their number', async () => {
  const { db } = database
  const { dictionary, version } = await createDictionary(db, { name: 'Strict' }, [])
  const wrong: NewRule[] = [
    alias('', 'x'),
    alias('\u0000', 'x'),
    alias('a', '\ud83d'),
    alias('a'.repeat(501), 'x'),
    { type: 'phoneme', stringToReplace: 'a', phoneme: 'A', alphabet: 'x-sampa' },
    { type: 'phoneme', stringToReplace: 'a', phoneme: ' ', alphabet: 'ipa' },
  ]
  for (const rule of wrong) {
    const adding = addRules(db, dictionary.id, [alias('fine', 'fine'), rule])
    await assert.rejects(adding, { code: 'invalid_parameters', param: 'rules.1', message: /^Rule 2 / })
  }
  assert.deepEqual((await getDictionary(db, dictionary.id)).version, version)
})

test('a dictionary takes ten thousand rules and not one more', async () => {
  const { db } = database
  const rules = Array.from({ length: 10_000 }, (_, index) => alias(`w${index}`, 'x'))
  const { dictionary, version } = await createDictionary(db, { name: 'Full' }, rules)
  assert.equal(version.ruleCount, 10_000)
  assert.equal((await addRules(db, dictionary.id, [alias('w0', 'y')])).ruleCount, 10_000)
  const tooMany = { code: 'pronunciation_dictionary_too_large' }
  await assert.rejects(addRules(db, dictionary.id, [alias('one more', 'x')]), tooMany)
  await assert.rejects(createDictionary(db, { name: 'Over' }, [...rules, alias('one more', 'x')]), tooMany)
})

test('the rules of a dictionary have two million characters together at most, and fewer are always taken', async () => {
  const { db } = database
  const long = (index: number) => alias(`${index} `.padEnd(500, 'x'), 'y'.repeat(500))
  const rules = Array.from({ length: 2_000 }, (_, index) => long(index))
  const { dictionary } = await createDictionary(db, { name: 'Long' }, rules)
  const refused = { code: 'pronunciation_dictionary_too_large', message: /2000000 characters together/ }
  await assert.rejects(addRules(db, dictionary.id, [alias('a', 'b')]), refused)
  await assert.rejects(createDictionary(db, { name: 'Longer' }, [...rules, long(2_000)]), refused)
  assert.equal((await addRules(db, dictionary.id, [alias(rules[0]!.stringToReplace, 'z')])).ruleCount, 2_000)
  const larger = [...rules, long(2_000)]
  // As it may be since before there was a limit.
  await db.update(versions).set({ rules: larger }).where(eq(versions.dictionaryId, dictionary.id))
  assert.equal((await removeRules(db, dictionary.id, [larger[0]!.stringToReplace])).ruleCount, 2_000)
})

test('a dictionary is renamed, archived and brought back without a new version', async () => {
  const { db } = database
  const { dictionary, version } = await createDictionary(db, { name: 'Old' }, [])
  const renamed = await editDictionary(db, dictionary.id, { name: 'New' })
  assert.deepEqual(renamed, { dictionary: { ...dictionary, name: 'New' }, version })
  const archived = await editDictionary(db, dictionary.id, { archived: true })
  assert.ok(archived.dictionary.archivedAt)
  assert.deepEqual(await editDictionary(db, dictionary.id, { archived: true }), archived)
  assert.deepEqual(await editDictionary(db, dictionary.id, {}), archived)
  assert.deepEqual(await editDictionary(db, dictionary.id, { archived: false }), renamed)
  await assert.rejects(editDictionary(db, dictionary.id, { name: '\u0000' }), { code: 'invalid_parameters' })
})

test('what is not there is not found', async () => {
  const { db } = database
  const missing = { code: 'pronunciation_dictionary_not_found', http: 404 }
  const { dictionary, version } = await createDictionary(db, { name: 'A' }, [])
  const { version: another } = await createDictionary(db, { name: 'B' }, [])
  await assert.rejects(getDictionary(db, nowhere), missing)
  await assert.rejects(editDictionary(db, nowhere, { archived: true }), missing)
  await assert.rejects(removeRules(db, nowhere, []), missing)
  await assert.rejects(getVersion(db, nowhere, version.id), missing)
  await assert.rejects(getVersion(db, dictionary.id, another.id), missing)
  await assert.rejects(resolveVersions(db, [{ dictionaryId: nowhere, versionId: null }]), missing)
  await assert.rejects(resolveVersions(db, [{ dictionaryId: dictionary.id, versionId: another.id }]), missing)
})

test('locators are resolved in their order: the latest version, or the one that is named', async () => {
  const { db } = database
  const { dictionary, version: first } = await createDictionary(db, { name: 'A' }, [alias('a', '1')])
  const second = await setRules(db, dictionary.id, [alias('a', '2'), alias('b', '3')])
  const other = await createDictionary(db, { name: 'B' }, [])
  const dictionaryId = dictionary.id
  const resolved = await resolveVersions(db, [
    { dictionaryId, versionId: null },
    { dictionaryId: other.dictionary.id, versionId: null },
    { dictionaryId, versionId: first.id },
  ])
  assert.deepEqual(
    resolved.map((one) => one.version.id),
    [second.id, other.version.id, first.id],
  )
  const rules = await readRulesOf(db, resolved)
  assert.deepEqual(
    rules.map((rule) => rule.type === 'alias' && rule.alias),
    ['2', '3', '1'],
  )
  assert.deepEqual(await resolveVersions(db, []), [])
})

test('the fingerprint changes with the versions and their order, and with nothing else', async () => {
  const { db } = database
  const one = await createDictionary(db, { name: 'A' }, [])
  const other = await createDictionary(db, { name: 'B' }, [])
  const locators = [one, other].map(({ dictionary }) => ({ dictionaryId: dictionary.id, versionId: null }))
  const fingerprint = async (of = locators) => dictionariesFingerprint(await resolveVersions(db, of))
  const before = await fingerprint()
  await editDictionary(db, one.dictionary.id, { name: 'Renamed', archived: true })
  assert.equal(await fingerprint(), before)
  assert.notEqual(await fingerprint(locators.toReversed()), before)
  await addRules(db, other.dictionary.id, [alias('a', 'b')])
  assert.notEqual(await fingerprint(), before)
  assert.equal(await fingerprint([]), '')
})

test('pages list every dictionary once, in every order, also when one is made meanwhile', async () => {
  await using own = await openTestDatabase()
  for (const name of ['delta', 'Alpha', 'charlie', 'Bravo', 'echo']) await createDictionary(own.db, { name }, [])
  const newest = ['echo', 'Bravo', 'charlie', 'Alpha', 'delta']
  assert.deepEqual(await listNames(own, 'created', true), newest)
  assert.deepEqual(await listNames(own, 'created', false), newest.toReversed())
  assert.deepEqual(await listNames(own, 'name', false), ['Alpha', 'Bravo', 'charlie', 'delta', 'echo'])
  assert.deepEqual(await listNames(own, 'name', true), ['echo', 'delta', 'charlie', 'Bravo', 'Alpha'])
  const query = { pageSize: 2, sort: 'created', isDescending: true, includeArchived: true } as const
  const { nextCursor } = await listDictionaries(own.db, query)
  await createDictionary(own.db, { name: 'foxtrot' }, [])
  const { dictionaries } = await listDictionaries(own.db, { ...query, cursor: nextCursor })
  assert.deepEqual(
    dictionaries.map((one) => one.dictionary.name),
    ['charlie', 'Alpha'],
  )
  await assert.rejects(listDictionaries(own.db, { ...query, cursor: 'nothing' }), { param: 'cursor' })
  await editDictionary(own.db, dictionaries[0]!.dictionary.id, { archived: true })
  const active = await listDictionaries(own.db, { ...query, pageSize: 100, includeArchived: false })
  assert.deepEqual([active.dictionaries.length, active.nextCursor], [5, null])
})

async function listNames({ db }: TestDatabase, sort: 'created' | 'name', isDescending: boolean): Promise<string[]> {
  const names: string[] = []
  let cursor: string | null = null
  do {
    const page = await listDictionaries(db, { cursor, pageSize: 2, sort, isDescending, includeArchived: true })
    names.push(...page.dictionaries.map((one) => one.dictionary.name))
    cursor = page.nextCursor
  } while (cursor)
  return names
}

function alias(stringToReplace: string, said: string): NewRule {
  return { type: 'alias', stringToReplace, alias: said }
}
