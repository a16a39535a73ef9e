import { bytesSource } from '#server/snapshots/byte-source.ts'
import { zipSource } from '#server/snapshots/zip.ts'
import { aPng } from './exports.ts'
import type { TestStudio } from './studio.ts'
import { until } from './until.ts'

/** A project made of an EPUB, converted. @returns its id */
export async function importAndConvert(studio: TestStudio, epub: Buffer): Promise<string> {
  const from_document = new File([new Uint8Array(epub)], 'book.epub')
  const { body } = await studio.api.form('/v1/studio/projects', { name: 'A book', from_document })
  const { project_id: projectId } = body.project
  await until('the book is imported', async () => {
    const { body } = await studio.api.get(`/v1/studio/projects/${projectId}`)
    return body.creation_meta?.status === 'finished'
  })
  await studio.convertProject(projectId)
  return projectId
}

export const css = 'p { text-indent: 1em; } .fine { font-variant: small-caps; }'
export const picture = aPng(20, 30)
export const first = `<h1 class="fine">One</h1>
<p><i>It was <b>dark.</b></i> “Caf&#233; &amp; bar,” she said.</p>
<p id="rain">Rain <i>fell<a epub:type="noteref" href="two.xhtml#n1">1</a> on</i> the map.</p>
<p><img src="../Images/map.png" alt=""/></p>`
const second = `<h1>Two</h1>
<p>The rain, which had fallen all night long, stopped. See <a href="one.xhtml#rain">above</a>.</p>
<aside epub:type="footnote" id="n1"><p>1 A note.</p></aside>`

export function pageOf(title: string, body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>${title}</title><link rel="stylesheet" type="text/css" href="../Styles/book.css"/></head>
<body>
<!-- a comment > with signs -->
${body}
</body>
</html>
`
}

/**
 * An EPUB 3 with styles, a picture, links and a note.
 * @param change what is to stand in one of its files instead
 */
export async function aStyledBook(change = (_name: string, content: string) => content): Promise<Buffer> {
  const opf = `<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:5d6f4b3a-0000-4000-8000-000000000001</dc:identifier>
<dc:title>A book</dc:title><dc:language>en</dc:language>
<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="css" href="Styles/book.css" media-type="text/css"/>
<item id="map" href="Images/map.png" media-type="image/png"/>
<item id="one" href="Text/one.xhtml" media-type="application/xhtml+xml"></item>
<item media-type="application/xhtml+xml" href="Text/two.xhtml" id="two" />
</manifest>
<spine><itemref idref="one"/><itemref idref="two"/></spine>
</package>
`
  const nav = pageOf(
    'Contents',
    '<nav epub:type="toc"><ol><li><a href="Text/one.xhtml">One</a></li><li><a href="Text/two.xhtml">Two</a></li></ol></nav>',
  )
  const container = `<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
`
  const files: [string, string | Buffer][] = [
    ['mimetype', 'application/epub+zip'],
    ['META-INF/container.xml', container],
    ['OEBPS/book.opf', opf],
    ['OEBPS/nav.xhtml', nav.replace('../Styles', 'Styles')],
    ['OEBPS/Styles/book.css', css],
    ['OEBPS/Images/map.png', picture],
    ['OEBPS/Text/one.xhtml', pageOf('One', first)],
    ['OEBPS/Text/two.xhtml', pageOf('Two', second)],
  ]
  const modifiedAt = new Date('2026-01-01T00:00:00Z')
  const entries = files.map(([name, content], index) => {
    const bytes = typeof content === 'string' ? Buffer.from(change(name, content)) : content
    return { name, source: bytesSource(bytes), modifiedAt, isBare: index === 0 }
  })
  const source = zipSource(entries)
  return Buffer.concat(await Array.fromAsync(source.read(0, source.byteLength)))
}
