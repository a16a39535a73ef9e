import { readFile } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { type PageBlock, toPageBlocks } from './epub/page-blocks.ts'
import { withoutNotes } from './epub/without-notes.ts'
import { decodeHtml } from './html/decode-html.ts'
import { toBlocks, toDocumentChapters } from './html/document-chapters.ts'
import { findArticle, isOfSite, mainPartOf } from './html/find-article.ts'
import { type Page, type PageElement, parsePage } from './html/page.ts'
import { type PageMetadata, toAuthor, toDate, toPageMetadata } from './html/page-metadata.ts'
import { toSpokenTree } from './html/page-tree.ts'
import { fileStem, type ImportedDocument } from './imported-document.ts'
import type { DocumentFile, DocumentSample, Importer } from './importer.ts'

/** Web pages: the article of a page of a site, or the chapters of a document. */
export const htmlImporter: Importer = {
  format: 'HTML',
  extensions: ['html', 'htm', 'xhtml'],
  mediaTypes: ['text/html', 'application/xhtml+xml'],
  sniff: sniffHtml,
  read: readHtml,
}

function sniffHtml({ start }: DocumentSample): 'sure' | 'maybe' | 'no' {
  const text = decodeHtml(start.subarray(0, 4096)).replace(/<!--.*?(?:-->|$)|<\?.*?\?>/gs, '')
  if (/^\s*(?:<!doctype html|<html\b)/i.test(text)) return 'sure'
  return /^\s*<(?:head|title|meta|body|h[1-6]|p|div|article)\b[^>]*>/i.test(text) ? 'maybe' : 'no'
}

async function readHtml({ path, fileName }: DocumentFile): Promise<ImportedDocument> {
  const page = parsePage(decodeHtml(await readFile(path)))
  const metadata = toPageMetadata(page)
  const document = (isOfSite(page) && readArticle(page, metadata, fileName)) || readWhole(page, metadata, fileName)
  if (document.chapters.length === 0) throw new StudioError('empty_text', `"${fileName}" has no text to read aloud.`)
  return document
}

/** An article is one chapter, which begins with its title. */
function readArticle(page: Page, metadata: PageMetadata, fileName: string): ImportedDocument | undefined {
  const article = findArticle(page)
  const blocks = article ? toBlocks(blocksOf(article.content)) : []
  if (!article || blocks.length === 0) return undefined
  const title = metadata.title ?? article.title ?? undefined
  const isTitled = title === undefined || blocks[0]!.text === title
  return {
    ...metadata,
    title,
    author: toAuthor(article.byline) ?? metadata.author,
    publicationDate: toDate(article.publishedTime) ?? metadata.publicationDate,
    chapters: [
      {
        name: title ?? nameFromFile(fileName),
        blocks: isTitled ? blocks : [{ subType: 'h1', text: title }, ...blocks],
      },
    ],
    warnings: [],
  }
}

function readWhole(page: Page, metadata: PageMetadata, fileName: string): ImportedDocument {
  const name = metadata.title ?? nameFromFile(fileName)
  return { ...metadata, chapters: toDocumentChapters(blocksOf(mainPartOf(page)), name), warnings: [] }
}

function blocksOf(element: PageElement): PageBlock[] {
  const blocks = toPageBlocks(toSpokenTree(element), '')
  return withoutNotes([{ path: '', blocks }])[0]!.blocks
}

function nameFromFile(fileName: string): string {
  const stem = fileStem(fileName)
  return stem === '' || stem === 'blob' ? 'Chapter 1' : stem
}
