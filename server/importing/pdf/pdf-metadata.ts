import type { PDFDocumentProxy } from 'pdfjs-dist'
import { collapseWhiteSpace, type ImportedDocument } from '../document/imported-document.ts'

export type PdfMetadata = Pick<ImportedDocument, 'title' | 'author' | 'language' | 'description'>

/** What the file says of itself. Titles that programs fill in ("Microsoft Word - book.doc", "untitled") say nothing. */
export async function toMetadata(document: PDFDocumentProxy): Promise<PdfMetadata> {
  const { info } = await document.getMetadata().catch(() => ({ info: {} }))
  const { Title, Author, Subject, Language } = info as Record<string, unknown>
  const title = textOf(Title)?.replace(/^Microsoft (?:Word|PowerPoint) - /i, '')
  return {
    title: title && isTitle(title) ? title : undefined,
    author: [textOf(Author)].find((author) => author && isTitle(author)),
    description: textOf(Subject),
    language: /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.exec(textOf(Language)?.replaceAll('_', '-') ?? '')?.[0],
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string'
    ? collapseWhiteSpace(value.replace(/\p{Cc}/gu, ' ')).slice(0, 500) || undefined
    : undefined
}

function isTitle(title: string): boolean {
  const isFile = /\.(?:docx?|odt|rtf|pdf|tex|dvi|indd|qxd|txt|html?|fm|p65|ps|pages|wpd)$/i.test(title)
  return (
    !isFile &&
    !/^(?:untitled|title|document\d*|unknown|none|null|test|\(?(?:anonymous|unspecified)\)?|\W*)$/i.test(title)
  )
}
