import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fastify from 'fastify'
import { serveWebPages } from './web-pages.ts'

test('pages are one file with a strict policy, and what they name is kept for ever, compressed where that is asked for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-pages-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<html></html>')
  await writeFile(join(folder, 'assets', 'app-1.js'), 'start()')
  await writeFile(join(folder, 'assets', 'app-1.js.gz'), gzipSync('start()'))
  await using app = fastify()
  const show = serveWebPages(app, folder)!
  app.get('/any', async (request, reply) => show(request, reply.code(404))) // it says so itself where there is no page
  const missing = await app.inject({ url: '/any' })
  assert.deepEqual([missing.statusCode, missing.body], [404, '<html></html>'])
  for (const url of ['/', '/projects/one/chapters/two', '/projects/one/cast', '/projects/one/script', '/settings']) {
    const page = await app.inject({ url })
    assert.equal(page.body, '<html></html>')
    assert.match(
      String(page.headers['content-security-policy']),
      /^default-src 'none'; script-src 'self'; style-src 'self'/,
    )
    assert.equal(page.headers['cache-control'], 'no-cache')
  }
  const plain = await app.inject({ url: '/assets/app-1.js' })
  assert.deepEqual([plain.body, plain.headers['content-encoding']], ['start()', undefined])
  const small = await app.inject({ url: '/assets/app-1.js', headers: { 'accept-encoding': 'gzip, br' } })
  assert.deepEqual([small.rawPayload, small.headers['content-encoding']], [gzipSync('start()'), 'gzip'])
  assert.match(String(small.headers['cache-control']), /immutable/)
  for (const accepted of ['gzip;q=0', 'br, GZIP ; q=0.000', 'x-gzip', 'identity'])
    assert.equal(
      (await app.inject({ url: '/assets/app-1.js', headers: { 'accept-encoding': accepted } })).body,
      'start()',
    )
  assert.equal((await app.inject({ url: '/assets/other.js' })).statusCode, 404)
  await rm(folder, { recursive: true })
})

test('without built pages nothing is served at their addresses', async () => {
  await using app = fastify()
  serveWebPages(app, '/nowhere')
  assert.equal((await app.inject({ url: '/' })).statusCode, 404)
})
