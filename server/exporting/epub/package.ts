import type { Book } from '../book.ts'
import { toClock } from './overlay.ts'
import { xmlText } from './xml.ts'

/** A chapter as the package tells of it. */
export interface PackedChapter {
  name: string
  seconds: number
  /** Whether anything in it is read aloud: a chapter of only a pause has no overlay. */
  hasOverlay: boolean
}

/**
 * The package document. Source: W3C, EPUB 3.3, "Package document" and "Media overlays"; EPUB Accessibility 1.1.
 * @param language BCP 47
 */
export function packageDocument(
  book: Book,
  chapters: PackedChapter[],
  cover: { name: string; mediaType: string },
  language: string,
): string {
  const { title, author, narrators, description, isbn, snapshot } = book
  const heard = chapters.flatMap(({ seconds, hasOverlay }, index) =>
    hasOverlay ? [{ seconds, number: index + 1 }] : [],
  )
  const total = heard.reduce((sum, { seconds }) => sum + seconds, 0)
  const id = isbn ? `urn:isbn:${isbn}` : `urn:lectern:${snapshot.id}`
  const lines = [
    `<dc:identifier id="id">${xmlText(id)}</dc:identifier>`,
    `<dc:title>${xmlText(title)}</dc:title>`,
    `<dc:language>${xmlText(language)}</dc:language>`,
    ...(author ? [`<dc:creator>${xmlText(author)}</dc:creator>`] : []),
    ...(description ? [`<dc:description>${xmlText(description)}</dc:description>`] : []),
    meta('dcterms:modified', modifiedAt(book)),
    meta('media:duration', toClock(total)),
    ...heard.map(({ seconds, number }) => meta('media:duration', toClock(seconds), `overlay-${number}`)),
    ...narrators.map((narrator) => meta('media:narrator', narrator)),
    meta('media:active-class', 'is-heard'),
    ...['textual', 'auditory'].map((mode) => meta('schema:accessMode', mode)),
    ...['textual', 'textual,auditory'].map((modes) => meta('schema:accessModeSufficient', modes)),
    ...features.map((feature) => meta('schema:accessibilityFeature', feature)),
    meta('schema:accessibilityHazard', 'none'),
    meta('schema:accessibilitySummary', 'All text is read aloud, sentence by sentence, in its reading order.'),
  ]
  const items = [
    '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
    '<item id="style" href="style.css" media-type="text/css"/>',
    `<item id="cover" href="${cover.name}" media-type="${cover.mediaType}" properties="cover-image"/>`,
    ...chapters.flatMap(({ hasOverlay }, index) => chapterItems(index + 1, hasOverlay)),
  ]
  return `<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" prefix="media: http://www.idpf.org/epub/vocab/overlays/# schema: http://schema.org/">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
${lines.join('\n')}
</metadata>
<manifest>
${items.join('\n')}
</manifest>
<spine>
${chapters.map((_, index) => `<itemref idref="chapter-${index + 1}"/>`).join('\n')}
</spine>
</package>
`
}

/** To the second, as packages have it. */
export function modifiedAt({ snapshot }: Book): string {
  return snapshot.createdAt.toISOString().replace(/\.\d+Z/, 'Z')
}

const features = ['synchronizedAudioText', 'structuralNavigation', 'tableOfContents', 'readingOrder']

/** A line of what a package says of itself. @param refines the id of what it is said of, when not the whole */
export function meta(property: string, value: string, refines?: string): string {
  return `<meta property="${property}"${refines ? ` refines="#${refines}"` : ''}>${xmlText(value)}</meta>`
}

function chapterItems(number: number, hasOverlay: boolean): string[] {
  const overlay = hasOverlay ? ` media-overlay="overlay-${number}"` : ''
  const page = `<item id="chapter-${number}" href="text/chapter-${number}.xhtml" media-type="application/xhtml+xml"${overlay}/>`
  if (!hasOverlay) return [page]
  return [
    page,
    `<item id="overlay-${number}" href="overlays/chapter-${number}.smil" media-type="application/smil+xml"/>`,
    `<item id="audio-${number}" href="audio/chapter-${number}.mp3" media-type="audio/mpeg"/>`,
  ]
}

export function navigationPage(book: Book, chapters: PackedChapter[], language: string): string {
  const entries = chapters.map(({ name }, index) => {
    return `<li><a href="text/chapter-${index + 1}.xhtml">${xmlText(name).trim() || index + 1}</a></li>`
  })
  const lang = xmlText(language)
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="${lang}" xml:lang="${lang}">
<head><title>${xmlText(book.title) || 'Contents'}</title></head>
<body><nav epub:type="toc" id="toc"><ol>
${entries.join('\n')}
</ol></nav></body>
</html>
`
}

export const containerXml = `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OPS/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
`

export const styleSheet = `body { line-height: 1.5; }
p { margin: 0 0 0.8em; }
.is-heard { background-color: #f6e3a1; color: #1a1a1a; }
`
