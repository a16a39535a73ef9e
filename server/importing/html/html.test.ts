import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ImportedDocument } from '../document/imported-document.ts'
import { describeImporter } from '../document/importer.conformance.ts'
import { aDocument, readHere } from '../reading/documents.test-kit.ts'
import { importDocument } from '../reading/import-document.ts'
import { htmlImporter } from './html.ts'

describeImporter(htmlImporter, {
  rain: Buffer.from('<!doctype html><title>x</title><p> It\n rains. </p>'),
  silent: Buffer.from('<!doctype html><html><body><img src="x"><nav><a href="/">Home</a></nav></body></html>'),
})

/** Long enough for Readability to take it for the text of an article. */
const rain =
  'The rain fell in torrents, except at occasional intervals, when it was checked by a gust of wind. '.repeat(4)
const wind =
  'It swept up the streets, rattling along the housetops, and agitating the flame of the lamps, all night. '.repeat(4)

const article = `<!doctype html><html lang="en-GB"><head><title>The Storm | Daily Weather</title>
  <meta name="description" content="All about the storm."><meta property="og:site_name" content="Daily Weather">
  <meta property="article:published_time" content="2024-03-05T10:00:00Z"><script>alert(1)</script></head><body>
  <header><a href="/">Daily Weather</a></header><nav><ul><li><a href="/news">News</a></li><li><a href="/tv">TV</a></li></ul></nav>
  <main><article><h1>The Storm</h1><p class="byline">By Jane <b>Doe</b></p><p>${rain}</p><h2>Wind</h2>
  <figure><img src="a.jpg"><figcaption>A lamp in the wind.</figcaption></figure><p>${wind}<sup><a href="#fn1">[1]</a></sup></p>
  <ul><li>One lamp</li><li>Two lamps</li></ul><aside>Subscribe now!</aside></article></main>
  <aside><p>Other news that nobody asked for</p></aside><footer>All rights reserved</footer></body></html>`

test('a page that nests without end is refused before a tree is made of it', async () => {
  for (const page of ['<div>'.repeat(400_000), '<div>a'.repeat(400_000) + '</div>'.repeat(400_000)]) {
    await assert.rejects(read(page), { code: 'document_broken', message: /1000 deep/ })
  }
  assert.equal((await read(`${'<div>'.repeat(900)}Rain.${'</div>'.repeat(900)}`)).chapters[0]!.blocks[0]!.text, 'Rain.')
})

test('of a page of a site the article is one chapter, which begins with its title; all around it is left out', async () => {
  assert.deepEqual(await read(article), {
    title: 'The Storm',
    author: 'Jane Doe',
    language: 'en-GB',
    description: 'All about the storm.',
    publicationDate: '2024-03-05',
    chapters: [
      {
        name: 'The Storm',
        blocks: [
          { subType: 'h1', text: 'The Storm' },
          { subType: 'p', text: rain.trim() },
          { subType: 'h2', text: 'Wind' },
          { subType: 'p', text: wind.trim() },
          { subType: 'p', text: 'One lamp' },
          { subType: 'p', text: 'Two lamps' },
        ],
      },
    ],
    leftOut: [],
    warnings: [],
  })
})

test('a short article is read too', async () => {
  const page =
    '<title>Rain</title><nav><a href="/">Home</a></nav><article><p>It rains.</p></article><footer>(c)</footer>'
  assert.deepEqual(textsOf(await read(page)), [['Rain', 'It rains.']])
})

test('where no article is found the whole page is read, without its menus', async () => {
  const page = `<html><body><nav><a href="/">Home</a></nav><div style="visibility: hidden"><h2>Rain</h2><p>It rains.</p></div>
    <aside>Ads</aside><footer>(c)</footer></body></html>`
  assert.deepEqual(textsOf(await read(page)), [['Rain', 'It rains.']])
})

test('a document is divided at its main headings, and its contents and notes are left out', async () => {
  const page = `<html><head><title>Weather</title><meta name="author" content="by Jane Doe"></head><body>
    <h1>Weather</h1><h2>Contents</h2><ul><li><a href="#a">Rain</a><li><a href="#b">Sun</a><li><a href="#c">Wind</a>
    <li><a href="#d">Snow</a></ul><h2 id="a">Rain</h2><p>It rains.<a href="#n1"><sup>1</sup></a></p><hr><p>Still.</p>
    <h4>Drops</h4><p>They fall.</p><h2 id="b">Sun</h2><p>It shines.</p><hr><h2>Notes</h2><p id="n1">1 A lot.</p></body></html>`
  const document = await read(page)
  assert.deepEqual([document.title, document.author], ['Weather', 'Jane Doe'])
  assert.deepEqual(document.chapters, [
    {
      name: 'Rain',
      blocks: [
        { subType: 'h1', text: 'Weather' },
        { subType: 'h2', text: 'Rain' },
        { subType: 'p', text: 'It rains.' },
        { subType: 'p', text: '***' },
        { subType: 'p', text: 'Still.' },
        { subType: 'h3', text: 'Drops' },
        { subType: 'p', text: 'They fall.' },
      ],
    },
    {
      name: 'Sun',
      blocks: [
        { subType: 'h2', text: 'Sun' },
        { subType: 'p', text: 'It shines.' },
      ],
    },
  ])
})

test('what stands before the first chapter is a chapter when it has text, and goes with the first when it has none', async () => {
  const chapters = '<h1>I</h1><p>It rains.</p><h1>II</h1><p>It stops.</p>'
  const preface = await read(`<title>Weather</title><p>Dear reader,</p>${chapters}`)
  assert.deepEqual(
    preface.chapters.map(({ name }) => name),
    ['Weather', 'I', 'II'],
  )
  const titled = await read(`<h3>A tale</h3>${chapters}`)
  assert.deepEqual(textsOf(titled), [
    ['A tale', 'I', 'It rains.'],
    ['II', 'It stops.'],
  ])
})

test('tables, lists, line breaks and entities are read as in books', async () => {
  const page = `<h1>Lists</h1><ol><li>One<li>Two</ol><table><tr><th>City<th>Rain<tr><td>Bath<td>yes</table>
    <p>a &amp; b&nbsp;c &mdash; d<br>e<p hidden>never<p>f<script>x</script><style>y</style>`
  const texts = ['Lists', 'One', 'Two', 'City, Rain', 'Bath, yes', 'a & b c — d e', 'f']
  assert.deepEqual(textsOf(await read(page)), [texts])
})

test('a page is decoded as it says, or as it must be', async () => {
  const say = (meta: string) => `<!doctype html><head>${meta}<title>x</title></head><p>“Zoë’s café”</p>`
  const windows1252 = (text: string) =>
    Buffer.from(
      text.replace(/[“”’]/g, (sign) => ({ '“': '\x93', '”': '\x94' })[sign] ?? '\x92'),
      'latin1',
    )
  const pages = [
    Buffer.from(say('<meta charset="utf-8">')),
    Buffer.from(say('')),
    Buffer.from(`\ufeff${say('<meta charset=iso-8859-1>')}`),
    Buffer.from(say('<meta charset="utf-16">')),
    Buffer.from(`\ufeff${say('')}`, 'utf16le'),
    windows1252(say('<meta charset="iso-8859-1">')),
    windows1252(say('<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">')),
    windows1252(say('<meta charset="utf-8">')),
    windows1252(say('<meta charset="no-such">')),
  ]
  for (const page of pages) assert.deepEqual(textsOf(await read(page)), [['“Zoë’s café”']])
  const russian = Buffer.from('<meta charset="koi8-r"><p>\xe4\xcf\xd6\xc4\xd8</p>', 'latin1')
  assert.deepEqual(textsOf(await read(russian)), [['Дождь']])
})

test('a page made to exhaust the reader is refused', async () => {
  await assert.rejects(read(`<p>x</p>${'<div>'.repeat(50_000)}deep`), { code: 'document_broken' })
})

test('a web page is recognised whatever it is called, in a process of its own too', async () => {
  for (const [bytes, fileName, contentType] of [
    [article, 'blob', ''],
    [article, 'page.txt', 'text/plain'],
    ['<?xml version="1.0"?><!-- x --><html xmlns="http://www.w3.org/1999/xhtml"><p>It rains.</p></html>', 'a.xml', ''],
    ['<p>It rains.</p>', 'note', ''],
    ['It rains.', 'page.html', ''],
    ['It rains.', 'page', 'text/html; charset=utf-8'],
  ] as const) {
    await using file = await aDocument(bytes, fileName)
    const read = fileName === 'blob' ? importDocument : readHere
    const { chapters } = await read(file.path, { fileName, contentType })
    assert.ok(
      chapters[0]!.blocks.every(({ text }) => !text.includes('<')),
      fileName,
    )
  }
})

async function read(page: string | Buffer): Promise<ImportedDocument> {
  await using file = await aDocument(Buffer.from(page), 'page.html')
  return await htmlImporter.read(file)
}

function textsOf({ chapters }: ImportedDocument): string[][] {
  return chapters.map(({ blocks }) => blocks.map(({ text }) => text))
}
