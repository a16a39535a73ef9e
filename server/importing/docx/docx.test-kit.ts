import { zipOf } from '../reading/documents.test-kit.ts'

export type WordParts = {
  /** Content of `w:body`. */
  body: string
  /** Content of `w:styles`. */
  styles?: string
  numbering?: string
  footnotes?: string
  endnotes?: string
  title?: string
  author?: string
}

const namespaces =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ' +
  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ' +
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ' +
  'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'

/** A Word document of some parts. */
export async function docxOf({
  body,
  styles,
  numbering,
  footnotes,
  endnotes,
  title,
  author,
}: WordParts): Promise<Buffer> {
  const part = (name: string, content: string) =>
    `<?xml version="1.0" encoding="UTF-8"?><w:${name} ${namespaces}>${content}</w:${name}>`
  const dublinCore = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cp="urn:cp"'
  return zipOf({
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': relations({ officeDocument: 'word/document.xml' }),
    'word/_rels/document.xml.rels': relations({ styles: 'styles.xml', footnotes: 'footnotes.xml' }),
    'word/document.xml': part('document', `<w:body>${body}</w:body>`),
    'word/styles.xml': part('styles', styles ?? ''),
    'word/numbering.xml': numbering ? part('numbering', numbering) : null,
    'word/footnotes.xml': footnotes ? part('footnotes', footnotes) : null,
    'word/endnotes.xml': endnotes ? part('endnotes', endnotes) : null,
    'docProps/core.xml':
      title || author
        ? `<cp:coreProperties ${dublinCore}><dc:title>${title ?? ''}</dc:title><dc:creator>${author ?? ''}</dc:creator></cp:coreProperties>`
        : null,
  })
}

function relations(targets: Record<string, string>): string {
  const base = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const all = Object.entries(targets).map(
    ([type, target]) => `<Relationship Id="${type}" Type="${base}/${type}" Target="${target}"/>`,
  )
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`
}

/** A paragraph of text, with the name of its style or other properties. */
export function p(content: string, properties = ''): string {
  const inner = content.startsWith('<') ? content : r(content)
  const style = /^[\w -]+$/.test(properties) ? `<w:pStyle w:val="${properties}"/>` : properties
  return `<w:p>${style ? `<w:pPr>${style}</w:pPr>` : ''}${inner}</w:p>`
}

/** A run of text. */
export function r(text: string, properties = ''): string {
  return `<w:r>${properties ? `<w:rPr>${properties}</w:rPr>` : ''}<w:t xml:space="preserve">${text}</w:t></w:r>`
}
