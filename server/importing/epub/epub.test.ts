import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ImportedDocument } from '../document/imported-document.ts'
import { describeImporter } from '../document/importer.conformance.ts'
import {
  aDocument,
  containerXml,
  type EpubFiles,
  epubFiles,
  navXhtml,
  packageXml,
  xhtml,
  zipOf,
} from '../reading/documents.test-kit.ts'
import { epubImporter } from './epub.ts'

describeImporter(epubImporter, {
  rain: await zipOf(epubFiles({ one: '<p> It\n rains. </p>' })),
  silent: await zipOf(epubFiles({ one: '<img src="x"/>' })),
})

test('every page of the spine with an entry in the table of contents is a chapter of that name', async () => {
  const book = await read(epubFiles({ one: { title: 'First', body: '<p>It rains.</p>' }, two: '<p>It stops.</p>' }))
  assert.equal(book.title, 'Test Book')
  assert.deepEqual(book.chapters, [
    { name: 'First', blocks: [{ subType: 'p', text: 'It rains.' }] },
    { name: 'two', blocks: [{ subType: 'p', text: 'It stops.' }] },
  ])
  assert.deepEqual(book.warnings, [])
})

test('without a table of contents a page is named by its first heading, or else numbered', async () => {
  const files = epubFiles({ one: '<h1>Rain</h1><p>It rains.</p>', two: '<p>It stops.</p>' }, { 'OPS/nav.xhtml': null })
  assert.deepEqual(namesOf(await read(files)), ['Rain', 'Chapter 2'])
})

test('a page that the table of contents passes over goes on with the chapter before, unless it has a heading', async () => {
  const pages = {
    one: '<p>It rains.</p>',
    more: { title: null, body: '<p>Still.</p>' },
    extra: { title: null, body: '<h2>Sun</h2><p>It shines.</p>' },
  }
  const { chapters } = await read(epubFiles(pages))
  assert.deepEqual(
    chapters.map(({ name, blocks }) => [name, blocks.length]),
    [
      ['one', 2],
      ['Sun', 2],
    ],
  )
})

test('an entry that leads into a page divides it there', async () => {
  const body = '<h2>I</h2><p>It rains.</p><section id="second"><h2>II</h2><p>It stops.</p></section>'
  const nav = navXhtml([
    ['one', 'Rain'],
    ['one.xhtml#second', 'Sun'],
    ['one.xhtml#nowhere', 'Lost'],
  ])
  const { chapters } = await read(epubFiles({ one: body }, { 'OPS/nav.xhtml': nav }))
  assert.deepEqual(
    chapters.map(({ name, blocks }) => [name, blocks.map(({ text }) => text).join(' ')]),
    [
      ['Rain', 'I It rains.'],
      ['Sun', 'II It stops.'],
    ],
  )
})

test('when entries would make more chapters than a project takes, the deepest divide no longer', async () => {
  const nav = xhtml(`<nav epub:type="toc"><ol><li><a href="text/one.xhtml">One</a><ol>
    <li><a href="text/one.xhtml#b">B</a></li></ol></li><li><a href="text/two.xhtml">Two</a></li></ol></nav>`)
  const files = epubFiles({ one: '<p>A.</p><p id="b">B.</p>', two: '<p>C.</p>' }, { 'OPS/nav.xhtml': nav })
  assert.deepEqual(namesOf(await read(files)), ['One', 'B', 'Two'])
  await using document = await aDocument(await zipOf(files), 'book.epub', { chapters: 2 })
  assert.deepEqual(namesOf(await epubImporter.read(document)), ['One', 'Two'])
})

test('the NCX names chapters where there is no navigation document', async () => {
  const point = (id: string, title: string, below = '') =>
    `<navPoint><navLabel><text>${title}</text></navLabel><content src="text/${id}.xhtml"/>${below}</navPoint>`
  const ncx = `<ncx><navMap>${point('one', 'Rain', point('two', 'Sun'))}</navMap></ncx>`
  const manifest = packageXml([{ id: 'one' }, { id: 'two' }], '').replace(
    '</manifest>',
    '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>',
  )
  const pages = { one: '<p>It rains.</p>', two: '<p>It stops.</p>' }
  const extra = { 'OPS/package.opf': manifest, 'OPS/toc.ncx': ncx, 'OPS/nav.xhtml': null }
  assert.deepEqual(namesOf(await read(epubFiles(pages, extra))), ['Rain', 'Sun'])
})

test('paragraphs, headings, lists, rows and rules become blocks', async () => {
  const blocks = await blocksOf(`<h1>A</h1><h2>B</h2><h5>C</h5><p>One<br/>line
     and &nbsp; <i>another</i>.<br/> <br/>New.</p>loose<ul><li>milk</li><li><p>eggs</p></li></ul><hr/>
    <table><tr><th>Name</th><th>Age</th></tr><tr><td>Zoë</td><td>7</td></tr>
    <tr><td><p>Alone.</p><p>Here.</p></td></tr></table><blockquote>Said</blockquote><p>* * *</p><pre>end</pre>`)
  assert.deepEqual(blocks, [
    'h1 A',
    'h2 B',
    'h3 C',
    'p One line and another.',
    'p New.',
    'p loose',
    'p milk',
    'p eggs',
    'p ***',
    'p Name, Age',
    'p Zoë, 7',
    'p Alone.',
    'p Here.',
    'p Said',
    'p ***',
    'p end',
  ])
})

test('what is not text to be read is passed over', async () => {
  const blocks = await blocksOf(`<p>A<script>var x</script><style>p{}</style><img src="x" alt="a picture"/>b.</p>
    <p hidden="hidden">x</p><p aria-hidden="true">x</p><p style="display: none">x</p><svg><text>x</text></svg>
    <p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>。</p><p>Bro<span epub:type="pagebreak" id="p5">5</span>ken,
    <span role="doc-pagebreak">6</span>here\u00ad\u2060.</p><p>e <math alttext="equals m c squared"><mi>x</mi></math></p>`)
  assert.deepEqual(blocks, ['p Ab.', 'p 漢字。', 'p Broken, here.', 'p e equals m c squared'])
})

test('entities of HTML are known; those that a book declares never grow', async () => {
  const raw = `<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
    <html><body><p>caf&eacute;&mdash;&lt;&#233;&#x2014;&amp;&hellip; &b;</p></body></html>`
  const { chapters } = await read(epubFiles({ one: { body: '', raw } }))
  assert.deepEqual(chapters[0]!.blocks, [{ subType: 'p', text: 'café—<é—&… &b;' }])
})

test('HTML with open elements is read as browsers would read it', async () => {
  const { chapters } = await read(epubFiles({ one: { body: '', raw: '<HTML><BODY><P>One<BR>line<P>Two<HR><P>Three' } }))
  assert.deepEqual(
    chapters[0]!.blocks.map(({ text }) => text),
    ['One line', 'Two', '***', 'Three'],
  )
})

test('pages may be UTF-16 or in the encoding that they declare', async () => {
  const page = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><html><body><p>Zoë</p></body></html>`
  const pages = {
    marked: { body: '', raw: Buffer.from(`\ufeff${page('utf-16')}`, 'utf16le') },
    unmarked: { body: '', raw: Buffer.from(page('utf-16'), 'utf16le') },
    latin: { body: '', raw: Buffer.from(page('iso-8859-1'), 'latin1') },
  }
  const { chapters } = await read(epubFiles(pages))
  assert.deepEqual(
    chapters.map(({ blocks }) => blocks[0]!.text),
    ['Zoë', 'Zoë', 'Zoë'],
  )
})

test('declared notes go with their marks, whatever holds them', async () => {
  const blocks =
    await blocksOf(`<p>One<a epub:type="noteref" href="#n1">1</a>, two<a role="doc-noteref" href="#n2">2</a>.</p>
    <aside epub:type="footnote" id="n1"><p>A note.</p></aside><h3>Notes</h3><ol><li id="n2"><p>Another</p><p>of two.</p></li></ol>`)
  assert.deepEqual(blocks, ['p One, two.'])
})

test('endnotes in a page of their own go when the text leads to them', async () => {
  const body = '<h2>One</h2><p>Word<a epub:type="noteref" href="end.xhtml#n1">1</a>.</p>'
  const end = '<h2>Remarks</h2><ol><li id="n1">A note. <a epub:type="backlink" href="one.xhtml">↩</a></li></ol>'
  assert.deepEqual(namesOf(await read(epubFiles({ one: body, end }))), ['one'])
})

test('undeclared note marks are known by their look, and the way back is no mark', async () => {
  const blocks =
    await blocksOf(`<p id="back">One<sup><a href="#n1" id="r1">1</a></sup>, two<a href="#n2" id="r2">[2]</a>, see
    <a href="#other">here</a>. x<sup>2</sup></p><p id="other">Other.</p>
    <p id="n1"><a href="#r1"><sup>1</sup></a> A note.</p><p><a id="n2" href="#r2">[2]</a> Another.</p>`)
  assert.deepEqual(blocks, ['p One, two, see here. x²', 'p Other.'])
})

test('covers, title pages, imprints and the like are left out, and it is told', async () => {
  const section = (meaning: string) => `<section epub:type="${meaning}"><h2>About ${meaning}</h2><p>x</p></section>`
  const out = ['cover', 'titlepage', 'halftitlepage', 'imprint', 'copyright-page', 'toc', 'loi', 'colophon', 'endnotes']
  const kept = ['dedication', 'epigraph', 'preface', 'introduction', 'appendix']
  const pages = [...out, ...kept].map((meaning) => [`part-${meaning}`, { title: null, body: section(meaning) }])
  const book = await read(epubFiles(Object.fromEntries(pages)))
  assert.deepEqual(
    namesOf(book),
    kept.map((meaning) => `About ${meaning}`),
  )
  assert.deepEqual(
    book.leftOut!.map(({ what, count, example }) => [what, count, example]),
    [['matter', 9, 'About cover']],
  )
})

test('without such marks they are known by landmarks, guide, title or file name', async () => {
  const landmarks =
    '<nav epub:type="landmarks"><ol><li><a epub:type="titlepage" href="text/a.xhtml">x</a></li></ol></nav>'
  const ids = ['a', 'b', 'c', 'titlepage', 'story']
  const nav = navXhtml(
    [
      ['c', 'Table of Contents'],
      ['story', 'Story'],
    ],
    landmarks,
  )
  const guide = '<guide><reference type="copyright-page" href="text/b.xhtml"/></guide>'
  const opf = packageXml(
    ids.map((id) => ({ id })),
    '',
    guide,
  )
  const pages = Object.fromEntries(ids.map((id) => [id, `<p>Text of ${id}.</p>`]))
  assert.deepEqual(namesOf(await read(epubFiles(pages, { 'OPS/nav.xhtml': nav, 'OPS/package.opf': opf }))), ['Story'])
})

test('a page of links into the book is a table of contents', async () => {
  const links = Array.from({ length: 5 }, (_, i) => `<p><a href="two.xhtml#c${i}">Chapter ${i}</a></p>`).join('')
  assert.deepEqual(namesOf(await read(epubFiles({ one: `<h1>What is here</h1>${links}`, two: '<p>It rains.</p>' }))), [
    'two',
  ])
})

test('a book of nothing but such parts keeps them all', async () => {
  const book = await read(epubFiles({ one: { title: 'Cover', body: '<p>All there is.</p>' } }))
  assert.deepEqual(namesOf(book), ['Cover'])
})

test('what is not in the reading order or not in the archive is skipped, the latter with a warning', async () => {
  const pages = { one: '<p>It rains.</p>', aside: { body: '<p>Aside.</p>', linear: 'no' as const }, gone: '<p>x</p>' }
  const book = await read(epubFiles(pages, { 'OPS/text/gone.xhtml': null }))
  assert.deepEqual(namesOf(book), ['one'])
  const message = '"OPS/text/gone.xhtml" is listed in the book but is not there; it was skipped.'
  assert.deepEqual(book.warnings, [{ code: 'file_missing', message, count: 1 }])
})

test('links match their files through percent signs, case and Unicode forms', async () => {
  const opf = packageXml([{ id: 'one' }], '').replace('text/one.xhtml', '../OPS/Text/Caf%C3%A9%20one.xhtml')
  const files = epubFiles({}, { 'OPS/package.opf': opf, 'OPS/text/cafe\u0301 one.xhtml': xhtml('<p>It rains.</p>') })
  assert.equal((await read(files)).chapters.length, 1)
})

test('a package document is found without its container', async () => {
  const files = epubFiles({ one: '<p>It rains.</p>' })
  assert.equal((await read({ ...files, 'META-INF/container.xml': null })).chapters.length, 1)
  assert.equal((await read({ ...files, 'META-INF/container.xml': containerXml('nowhere.opf') })).chapters.length, 1)
})

test('metadata of both versions of EPUB is understood', async () => {
  const three = `<dc:title id="t1">A Subtitle</dc:title><dc:title id="t2">Main</dc:title>
    <meta refines="#t2" property="title-type">main</meta><dc:creator id="c1">Ann</dc:creator><dc:creator id="c2">Bo</dc:creator>
    <meta refines="#c2" property="role">ill</meta><dc:creator>Cy</dc:creator><dc:language>en-GB</dc:language>
    <dc:identifier>urn:isbn:978-0-306-40615-7</dc:identifier><dc:date>1913-05-29T00:00:00Z</dc:date>
    <dc:description>&lt;p&gt;A &lt;b&gt;fine&lt;/b&gt; book.&lt;/p&gt;&lt;p&gt;Read it.&lt;/p&gt;</dc:description>`
  const two = `<dc:title>Main</dc:title><dc:creator opf:role="aut">Ann</dc:creator><dc:creator opf:role="trl">Bo</dc:creator>
    <dc:identifier opf:scheme="ISBN">0306406152</dc:identifier><dc:identifier>9780306406158</dc:identifier>
    <dc:date opf:event="creation">2001</dc:date><dc:date opf:event="publication">1913</dc:date>`
  assert.deepEqual(await metadataOf(three), {
    title: 'Main',
    author: 'Ann and Cy',
    language: 'en-GB',
    description: 'A fine book. Read it.',
    isbn: '9780306406157',
    publicationDate: '1913-05-29',
  })
  const { title, author, isbn, publicationDate } = await metadataOf(two)
  assert.deepEqual([title, author, isbn, publicationDate], ['Main', 'Ann', '0306406152', '1913'])
})

test('encrypted text is refused as copy-protected; obfuscated fonts are not', async () => {
  const encryption = (algorithm: string, uri: string) => `<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#">
    <enc:EncryptedData><enc:EncryptionMethod Algorithm="${algorithm}"/><enc:CipherData>
    <enc:CipherReference URI="${uri}"/></enc:CipherData></enc:EncryptedData></encryption>`
  const withListing = (listing: string) => epubFiles({ one: '<p>x</p>' }, { 'META-INF/encryption.xml': listing })
  const aes = encryption('http://www.w3.org/2001/04/xmlenc#aes256-cbc', 'OPS/text/one.xhtml')
  await assert.rejects(read(withListing(aes)), { code: 'document_protected' })
  const font = encryption('http://www.idpf.org/2008/embedding', 'OPS/font.otf')
  assert.equal((await read(withListing(font))).chapters.length, 1)
})

async function read(files: EpubFiles): Promise<ImportedDocument> {
  await using document = await aDocument(await zipOf(files))
  return await epubImporter.read(document)
}

async function blocksOf(body: string): Promise<string[]> {
  const { chapters } = await read(epubFiles({ one: body }))
  return chapters.flatMap(({ blocks }) => blocks.map(({ subType, text }) => `${subType} ${text}`))
}

async function metadataOf(metadata: string): Promise<Partial<ImportedDocument>> {
  const opf = packageXml([{ id: 'one' }], metadata)
  const { chapters, warnings, leftOut, cover, ...rest } = await read(
    epubFiles({ one: '<p>x</p>' }, { 'OPS/package.opf': opf }),
  )
  assert.deepEqual([chapters.length, warnings, leftOut, cover], [1, [], [], undefined])
  return rest
}

function namesOf({ chapters }: ImportedDocument): string[] {
  return chapters.map(({ name }) => name)
}

test('a page is read once, in however many spellings the spine names it', async () => {
  const spellings = ['one.xhtml', 'ONE.xhtml', './one.xhtml', 'x/../One.xhtml', 'one.XHTML#top']
  const items = spellings.map(
    (href, index) => `<item id="i${index}" href="text/${href}" media-type="application/xhtml+xml"/>`,
  )
  const references = spellings.map((_, index) => `<itemref idref="i${index}"/>`)
  const files = epubFiles({ one: '<p>Once.</p>' })
  const opf = String(files['OPS/package.opf'])
    .replace(/<spine>.*<\/spine>/s, `<spine>${references.join('')}</spine>`)
    .replace('<manifest>', `<manifest>${items.join('')}`)
  await using book = await aDocument(await zipOf({ ...files, 'OPS/package.opf': opf }))
  const { chapters } = await epubImporter.read(book)
  assert.deepEqual(
    chapters.flatMap(({ blocks }) => blocks.map(({ text }) => text)),
    ['Once.'],
  )
})
