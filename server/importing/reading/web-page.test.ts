import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { openTestServer } from '#server/net/server.test-kit.ts'
import { epubFiles, readHere, zipOf } from './documents.test-kit.ts'
import { importDocument } from './import-document.ts'
import { fetchWebPage } from './web-page.ts'

const patience = () => AbortSignal.timeout(60_000)
let folder: string
before(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'lectern-web-page-')), 'growing')
})
after(() => rm(join(folder, '..'), { recursive: true }))

test('a URL of a page, a text or a book becomes a document, whatever it is called', async () => {
  const book = await zipOf(epubFiles({ one: '<p>It rains.</p>' }))
  const pages: Record<string, [string, string | Buffer]> = {
    '/': ['text/html', '<!doctype html><p>It rains.</p>'],
    '/page.php?id=1': ['text/html; charset=UTF-8', '<div><p>It rains.</p></div>'],
    '/rain.txt': ['text/plain', 'It rains.'],
    '/download': ['application/octet-stream', book],
    '/book': ['application/epub+zip', book],
    '/moved': ['', ''],
  }
  await using server = await openTestServer((request, response) => {
    if (request.url === '/moved') return void response.writeHead(302, { location: '/rain.txt' }).end()
    const [type, body] = pages[request.url!]!
    response.writeHead(200, { 'content-type': type }).end(body)
  })
  for (const path of Object.keys(pages)) {
    const { chapters } = await importFrom(server.url + path.slice(1), path === '/' ? importDocument : readHere)
    assert.deepEqual(chapters[0]!.blocks, [{ subType: 'p', text: 'It rains.' }], path)
  }
  assert.deepEqual(await readdir(folder), [], 'the files are gone')
})

test('the encoding that the header declares counts, unless it cannot be true', async () => {
  const answers: Record<string, [string, Buffer]> = {
    '/true': ['text/plain; charset=koi8-r', Buffer.from('\xe4\xcf\xd6\xc4\xd8', 'latin1')],
    '/page': ['text/html;charset="KOI8-R"', Buffer.from('<meta charset="utf-8"><p>\xe4\xcf\xd6\xc4\xd8</p>', 'latin1')],
    '/false': ['text/html; charset=utf-8', Buffer.from('<meta charset="koi8-r"><p>\xe4\xcf\xd6\xc4\xd8</p>', 'latin1')],
    '/unknown': ['text/html; charset=none', Buffer.from('<p>Дождь</p>')],
    '/marked': ['text/html; charset=koi8-r', Buffer.from('\ufeff<p>Дождь</p>')],
  }
  await using server = await openTestServer((request, response) => {
    const [type, body] = answers[request.url!]!
    response.writeHead(200, { 'content-type': type }).end(body)
  })
  for (const path of Object.keys(answers)) {
    const { chapters } = await importFrom(server.url + path.slice(1))
    assert.equal(chapters[0]!.blocks[0]!.text, 'Дождь', path)
  }
})

test('proof: neither a head nor a body holds up others', async () => {
  const text = Buffer.from('<p>\xc4\xcf\xd6\xc4\xd8</p>'.repeat(1_400_000), 'latin1')
  const answers: Record<string, [string, Buffer]> = {
    head: ['a'.repeat(30_000), Buffer.from('It rains.')],
    body: ['text/html; charset=koi8-r', text],
  }
  await using server = await openTestServer((request, response) => {
    const [type, body] = answers[request.url!.slice(1)]!
    response.writeHead(200, { 'content-type': type }).end(body)
  })
  const fetchPage = async (path: string) => {
    await using page = await fetchWebPage(server.url + path, { outgoing: { allowPrivate: true }, folder }, patience())
    return page.path
  }
  for (const path of Object.keys(answers)) {
    await assertStandsLess(100, () => fetchPage(path), path)
  }
})

test('a file is named as its URL ends', async () => {
  await using server = await openTestServer((_, response) => response.end('It rains.'))
  const names = {
    'a/My%20book.txt?x=y': 'My book.txt',
    '': '127.0.0.1',
    'a/b/': 'b',
    '%2e%2e%2fetc': '.. etc',
    '%ff': '%ff',
  }
  for (const [path, name] of Object.entries(names)) {
    await using page = await fetchWebPage(server.url + path, { outgoing: { allowPrivate: true }, folder }, patience())
    assert.equal(page.fileName, name)
  }
})

test('an answer that is no page, and a forbidden address, are told as such and leave no file', async () => {
  await using server = await openTestServer((_, response) => response.writeHead(404).end('<p>Not here.</p>'))
  const missing = importFrom(`${server.url}x?secret=1`)
  await assert.rejects(missing, { code: 'fetch_failed', message: `${server.url}x answered 404.` })
  const lookup = async () => [{ address: '127.0.0.1', family: 4 }]
  const needs = { outgoing: { allowPrivate: false, lookup }, folder }
  const inside = fetchWebPage(`http://inside.test:${server.port}/`, needs, patience())
  await assert.rejects(inside, { code: 'fetch_refused' })
  assert.equal(server.connections(), 1)
  assert.deepEqual(await readdir(folder), [])
})

async function importFrom(url: string, read: typeof importDocument | typeof readHere = readHere) {
  await using page = await fetchWebPage(url, { outgoing: { allowPrivate: true }, folder }, patience())
  return await read(page.path, page)
}
