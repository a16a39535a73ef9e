import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { german } from './de.ts'
import { germanRefusals } from './de-refusals.ts'
import { describeQueue } from './describe-queue.ts'
import { englishRefusals } from './en-refusals.ts'
import { translator } from './translate.ts'
import { germanWarnings } from './warnings.ts'

const root = join(import.meta.dirname, '..')

test('every text of the studio has a translation, and no translation is left over', () => {
  const texts = new Set<string>()
  for (const file of globSync('{app,client,features,i18n,ui}/**/*.{ts,tsx}', { cwd: root })) {
    const source = readFileSync(join(root, file), 'utf8')
    const called = [...source.matchAll(/\b(?:t|translate)\(\s*'([^']+)'/g)].map((match) => match[1]!)
    const listed = [...source.matchAll(/\{ id: '\w+', label: '([^']+)' \}/g)].map((match) => match[1]!)
    const chosen = [...source.matchAll(/\bt\(\[([^\]]+)\]/g)].flatMap((match) =>
      [...match[1]!.matchAll(/'([^']+)'/g)].map((one) => one[1]!),
    )
    for (const text of [...called, ...listed, ...chosen]) texts.add(text)
  }
  assert.ok(texts.size > 100)
  assert.deepEqual([...texts].filter((text) => !(text in german)).sort(), [])
  assert.deepEqual(
    Object.keys(german).filter((text) => !texts.has(text)),
    [],
  )
})

test('a translation has the values of its text', () => {
  const valuesOf = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
  for (const [english, translated] of Object.entries(german)) {
    assert.deepEqual(valuesOf(translated), valuesOf(english), english)
    assert.equal(translated.split('|').length, english.split('|').length, english)
  }
})

test('every refusal that is told in a language is one of the server', () => {
  const known = readFileSync(join(root, '../docs/errors.md'), 'utf8')
  const told = [...Object.keys(germanRefusals), ...Object.keys(englishRefusals)]
  assert.ok(told.length > 50)
  assert.deepEqual(
    told.filter((code) => !known.includes(`| \`${code}\` |`)),
    [],
  )
})

test('every warning that is told in German is one of the server', () => {
  const sources = globSync('../server/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  const server = sources.map((file) => readFileSync(join(root, file), 'utf8')).join()
  assert.deepEqual(
    Object.keys(germanWarnings).filter((code) => !server.includes(`'${code}'`)),
    [],
  )
})

test('every queue of the server is told by what its jobs do', () => {
  const german = translator('de')
  const names = globSync('../server/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/defineQueue[^{]*\{\s*name: '(\w+)'/g)])
    .map(([, name]) => name!)
  assert.ok(names.length >= 7)
  for (const name of names) assert.notEqual(describeQueue(name, german), name)
  assert.equal(describeQueue('speak.flite', german), 'Sprechen mit flite')
  assert.equal(describeQueue('speak-abandoned', german), 'Aufgegeben: Sprechen')
  assert.equal(describeQueue('of-tomorrow', german), 'of-tomorrow')
})

test('one is told otherwise than many', () => {
  const text = '{count} day|{count} days'
  const [english, inGerman] = [translator('en'), translator('de')]
  assert.deepEqual([english(text, { count: 1 }), english(text, { count: 0 })], ['1 day', '0 days'])
  assert.deepEqual([inGerman(text, { count: 1 }), inGerman(text, { count: 2 })], ['1 Tag', '2 Tage'])
})
