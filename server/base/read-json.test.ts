import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ErrorCode } from '#server/base/error-catalogue.ts'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { jsonLimits, readJson } from './read-json.ts'

test('what is read is what JSON.parse reads, however long the text', async () => {
  const values = [
    { text: 'a "quoted" \\ [word], {and} another: one', list: [1, -2.5e3, true, null, ''], nothing: {}, none: [] },
    Array.from({ length: 20_000 }, (_, index) => ({ index, text: `${'\\"'.repeat(index % 7)}]` })),
    { [`${'k'.repeat(300_000)}":`]: { deep: [[[{ long: 'x'.repeat(600_000) }]]] }, after: 'é🎉'.repeat(150_000) },
    [JSON.parse('{"__proto__": {"polluted": true}, "same": 1}'), 'x'.repeat(600_000)],
  ]
  for (const value of values) {
    for (const text of [JSON.stringify(value), JSON.stringify(value, undefined, ' \n')]) {
      assert.deepEqual(await readJson(text), JSON.parse(text))
    }
  }
  assert.equal(await readJson(' "x" '), 'x')
  assert.deepEqual(await readJson('\ufeff{"a":1,"a":2}'), { a: 2 })
  assert.equal(({} as { polluted?: boolean }).polluted, undefined)
})

test('what is no JSON is refused, wherever in a long text it stands', async () => {
  const long = 'x'.repeat(600_000)
  const broken = ['', '{', '[1,]', '[1 2]', '{"a"}', '{"a":1,}', '{a:1}', '[1]]', '"a', '[}', '{"a":1]', '[,1]']
  for (const text of broken) {
    await assert.rejects(readJson(text), isRefused('malformed_json'), text)
    await assert.rejects(readJson(`["${long}",${text}]`), isRefused('malformed_json'), text)
    if (text !== '') await assert.rejects(readJson(`{"a":"${long}","b":${text}}`), isRefused('malformed_json'), text)
  }
  for (const text of [`["${long}"`, `["${long}",]`, `{"a":"${long}"} 1`, `{"a" "${long}"}`, `{"a":"${long}",}`]) {
    await assert.rejects(readJson(text), isRefused('malformed_json'), text.slice(0, 5))
  }
})

test('proof: what is too deep or has too many values is refused before anything is made of it', async () => {
  const { depth, marks, keys } = jsonLimits
  assert.ok(await readJson('['.repeat(depth) + ']'.repeat(depth)))
  await assert.rejects(readJson('['.repeat(depth + 1)), isRefused('malformed_json'))
  assert.ok(await readJson(`[${'1,'.repeat(marks - 2)}1]`))
  await assert.rejects(readJson(`[${'1,'.repeat(marks)}1]`), isRefused('request_too_large'))
  const many = Array.from({ length: keys }, (_, index) => `"${'k'.repeat(20)}${index}":1`).join(',')
  assert.ok(await readJson(`{${many}}`))
  await assert.rejects(readJson(`{${many},"one":1}`), isRefused('request_too_large'))
})

test('proof: what is nested and long holds nobody up: it is looked through at each depth', async () => {
  const wide = `${'['.repeat(jsonLimits.depth)}1,${' '.repeat(9_900_000)}1${']'.repeat(jsonLimits.depth)}`
  await assertStandsLess(50, () => readJson(wide))
})

function isRefused(code: ErrorCode) {
  return (thrown: unknown) => (thrown as { code: ErrorCode }).code === code
}
