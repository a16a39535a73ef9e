import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutSecrets } from './without-secrets.ts'

test('a key goes in every form in which it may come back', () => {
  const key = 'p4ss/wörd"+='
  const forms = [key, encodeURIComponent(key), JSON.stringify(key), Buffer.from(key).toString('base64')]
  for (const form of forms) {
    const sentence = withoutSecrets(`You sent ${form}, which is wrong.`, [key])
    assert.ok(!sentence.includes('p4ss') && !sentence.includes('cDRzcy9'), sentence)
    assert.match(sentence, /^You sent .*…"?, which is wrong\.$/)
  }
})

test('what looks like a key goes too, the rest stays', () => {
  assert.equal(withoutSecrets('Got Bearer abc.def for sk-proj-12345678 here', []), 'Got Bearer … for … here')
  assert.equal(withoutSecrets('The voice sky-blue is not here.', ['']), 'The voice sky-blue is not here.')
})
