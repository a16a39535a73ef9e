import assert from 'node:assert/strict'
import { test } from 'node:test'
import { threadSeconds } from '#server/base/thread-time.test-kit.ts'
import { openTestServer } from '#server/net/server.test-kit.ts'
import { findWheel } from './python-index.ts'

const wheel = { packageName: 'rain', fileName: 'rain-1.whl', byteLength: 1, sha256: '' }

test('a wheel is found by the name in its link', async () => {
  const found = await find(`<html><a href="a.whl">other-1.whl</a>
    <A class='x' HREF = '../files/rain-1.whl?a=1&amp;b=2#sha256=12' data-y="z"> rain-1.whl </A><a href="b">rain-2.whl</a>`)
  assert.match(found.address.href, /\/files\/rain-1\.whl\?a=1&b=2$/)
  await assert.rejects(find('<a href="a">rain</a>'), { code: 'fetch_failed', message: /does not offer rain-1\.whl/ })
})

test('proof: a page that means no good is looked through in time with its length', async () => {
  for (const piece of ['<a ', '<a href="b" ', '<a href="b">', 'a</a>', '<a href="b"> '])
    assert.ok((await threadSeconds(() => find(piece.repeat(2_000_000 / piece.length)).catch(() => {}))) < 5, piece)
})

async function find(page: string) {
  await using server = await openTestServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(page)
  })
  return await findWheel({ address: `${server.url}simple`, host: 'here' }, wheel, new AbortController().signal)
}
