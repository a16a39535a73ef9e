/** Makes `first-pages.epub` from `first-pages.source.txt`: `node samples/build-sample.ts`. Equal text, equal bytes. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import yazl from 'yazl'
import { type SampleChapter, toSampleBook } from './sample-source.ts'

const source = join(import.meta.dirname, 'first-pages.source.txt')
export const samplePath = join(import.meta.dirname, 'first-pages.epub')

/** The bytes of the sample: an EPUB 3 laid out as Standard Ebooks lays out its books. */
export async function buildSample(): Promise<Buffer> {
  const { chapters, notes } = toSampleBook(await readFile(source, 'utf8'))
  return zip([
    ['mimetype', 'application/epub+zip'],
    ['META-INF/container.xml', container],
    ['epub/content.opf', packageDocument(chapters)],
    ['epub/toc.xhtml', navigation(chapters)],
    ['epub/text/titlepage.xhtml', page('Title Page', 'frontmatter titlepage', '<h1>First Pages</h1>')],
    ['epub/text/imprint.xhtml', page('Imprint', 'frontmatter imprint', `<h2>Imprint</h2><p>${imprint}</p>`)],
    ...chapters.map((chapter) => [`epub/text/${chapter.id}.xhtml`, chapterPage(chapter)] as const),
    ['epub/text/endnotes.xhtml', endnotesPage(notes)],
    ['epub/text/colophon.xhtml', page('Colophon', 'backmatter colophon', `<h2>Colophon</h2><p>${colophon}</p>`)],
  ])
}

const imprint = 'This book was made to try a studio with. Its texts are in the public domain.'
const colophon = 'First Pages was gathered from four books that everyone may share.'
const container = `<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
  <rootfiles><rootfile full-path="epub/content.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
`

function packageDocument(chapters: SampleChapter[]): string {
  const ids = ['titlepage', 'imprint', ...chapters.map(({ id }) => id), 'endnotes', 'colophon']
  const items = ids.map((id) => `<item href="text/${id}.xhtml" id="${id}" media-type="application/xhtml+xml"/>`)
  return `<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="uid" xml:lang="en-GB">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="uid">urn:uuid:0f9f52a5-5f2c-4c1b-9a0f-6a1f0c2d7e11</dc:identifier>
    <dc:title>First Pages</dc:title>
    <dc:creator>Charles Dickens</dc:creator>
    <dc:creator>Lewis Carroll</dc:creator>
    <dc:creator>Robert Louis Stevenson</dc:creator>
    <dc:creator>Herman Melville</dc:creator>
    <dc:language>en-GB</dc:language>
    <dc:description>How four old books begin.</dc:description>
    <dc:date>2026-01-01T00:00:00Z</dc:date>
    <meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>
  </metadata>
  <manifest>
    <item href="toc.xhtml" id="toc" media-type="application/xhtml+xml" properties="nav"/>
    ${items.join('\n    ')}
  </manifest>
  <spine>
    ${ids.map((id) => `<itemref idref="${id}"/>`).join('\n    ')}
  </spine>
</package>
`
}

function navigation(chapters: SampleChapter[]): string {
  const before = [
    { id: 'titlepage', title: 'Title Page' },
    { id: 'imprint', title: 'Imprint' },
  ]
  const after = [
    { id: 'endnotes', title: 'Endnotes' },
    { id: 'colophon', title: 'Colophon' },
  ]
  const parts = [...before, ...chapters, ...after]
  const entries = parts.map(({ id, title }) => `<li><a href="text/${id}.xhtml">${title}</a></li>`)
  return document(
    'Table of Contents',
    'frontmatter',
    `<nav id="toc" epub:type="toc">
<h2>Table of Contents</h2>
<ol>
${entries.join('\n')}
</ol>
</nav>
<nav id="landmarks" epub:type="landmarks">
<h2>Landmarks</h2>
<ol>
<li><a href="text/titlepage.xhtml" epub:type="frontmatter titlepage">Title Page</a></li>
<li><a href="text/${chapters[1]!.id}.xhtml" epub:type="bodymatter">First Pages</a></li>
<li><a href="text/endnotes.xhtml" epub:type="backmatter endnotes">Endnotes</a></li>
</ol>
</nav>`,
  )
}

function chapterPage({ id, title, subtitle, blocks }: SampleChapter): string {
  const isPreface = id === 'preface'
  const heading = subtitle ? `<hgroup>\n<h2>${title}</h2>\n<p>${subtitle}</p>\n</hgroup>` : `<h2>${title}</h2>`
  const body = blocks.map((text) => (text === '***' ? '<hr/>' : `<p>${withReferences(text)}</p>`)).join('\n')
  return page(title, isPreface ? 'frontmatter preface' : 'bodymatter chapter', `${heading}\n${body}`)
}

function withReferences(text: string): string {
  const reference = '<a href="endnotes.xhtml#note-$1" id="noteref-$1" epub:type="noteref">$1</a>'
  return text.replace(/\[\^(\d+)\]/g, reference)
}

function endnotesPage(notes: Map<string, string>): string {
  const items = [...notes].map(
    ([number, text]) => `<li id="note-${number}" epub:type="endnote">\n<p>${text} ${backlink(number)}</p>\n</li>`,
  )
  return page('Endnotes', 'backmatter endnotes', `<h2>Endnotes</h2>\n<ol>\n${items.join('\n')}\n</ol>`)
}

function backlink(number: string): string {
  const page = 'chapter-1.xhtml' // The only note is there.
  return `<a href="${page}#noteref-${number}" epub:type="backlink">↩</a>`
}

/** @param meaning "frontmatter imprint": what the whole part is, and what the section is */
function page(title: string, meaning: string, content: string): string {
  const [part, section] = meaning.split(' ')
  return document(title, part!, `<section epub:type="${section}">\n${content}\n</section>`)
}

function document(title: string, meaning: string, body: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="en-GB">
<head><title>${title}</title></head>
<body epub:type="${meaning}">
${body}
</body>
</html>
`
}

/** Stored without compression, whose bytes differ between versions of zlib; dated alike in every time zone. */
async function zip(files: (readonly [string, string])[]): Promise<Buffer> {
  const archive = new yazl.ZipFile()
  const options = { mtime: new Date(2026, 0, 1), compress: false, forceDosTimestamp: true }
  for (const [name, text] of files) archive.addBuffer(Buffer.from(text), name, options)
  archive.end()
  return Buffer.concat((await Array.fromAsync(archive.outputStream)) as Buffer[])
}

if (import.meta.main) await writeFile(samplePath, await buildSample())
