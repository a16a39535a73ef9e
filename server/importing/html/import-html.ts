import { readFile } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { withoutGutenbergBlocks } from '../document/gutenberg.ts'
import { fileStem, type ImportedDocument, sumLeftOut } from '../document/imported-document.ts'
import type { DocumentFile } from '../document/importer.ts'
import { wordsIn } from '../markup/divide-by-headings.ts'
import { withoutLinkBars } from '../markup/furniture-lines.ts'
import { newReading, type PageBlock, type Reading, toPageBlocks } from '../markup/page-blocks.ts'
import { withoutNotes } from '../markup/without-notes.ts'
import { decodeHtml } from './decode-html.ts'
import { toBlocks, toDocumentChapters } from './document-chapters.ts'
import { findArticle, isOfSite, mainPartOf } from './find-article.ts'
import type { Page, PageElement } from './page.ts'
import { type PageMetadata, toAuthor, toDate, toPageMetadata } from './page-metadata.ts'
import { toSpokenTree } from './page-tree.ts'

/** Only loaded for such a document: most of what it takes is the code that reads it. */
export async function importHtml({ path, fileName, choices }: DocumentFile): Promise<ImportedDocument> {
  const { parsePage } = await import('./parse-page.ts') // takes long: only for pages
  const page = parsePage(decodeHtml(await readFile(path)))
  const reading = newReading(choices)
  const name = { ...toPageMetadata(page), fileName }
  const document = (isOfSite(page) && readArticle(page, name, reading)) || readWhole(page, name, newReading(choices))
  if (document.chapters.length === 0) throw new StudioError('empty_text', `"${fileName}" has no text to read aloud.`)
  return document
}

type Named = PageMetadata & { fileName: string }

/** An article of more is a book on one page. */
const longArticleWords = 2500

/** An article is one chapter, which begins with its title; a long one is divided as a document is. */
function readArticle(page: Page, { fileName, ...metadata }: Named, reading: Reading): ImportedDocument | undefined {
  const article = findArticle(page)
  const blocks = article ? blocksOf(article.content, true, reading) : []
  if (!article || blocks.length === 0) return undefined
  const title = metadata.title ?? article.title ?? undefined
  const name = title ?? nameFromFile(fileName)
  const isTitled = title === undefined || blocks[0]!.text === title
  const titled = isTitled ? blocks : [{ ...headingOf(blocks[0]!), text: title }, ...blocks]
  const isLong = wordsIn(blocks) > longArticleWords && blocks.filter(({ subType }) => subType !== 'p').length >= 3
  const chapters = isLong ? toDocumentChapters(titled, name, reading) : [{ name, blocks: toBlocks(titled) }]
  return {
    ...metadata,
    title,
    author: toAuthor(article.byline) ?? metadata.author,
    publicationDate: toDate(article.publishedTime) ?? metadata.publicationDate,
    chapters,
    leftOut: sumLeftOut(reading.leftOut),
    warnings: [],
  }
}

function headingOf(block: PageBlock): PageBlock {
  return { ...block, subType: 'h1', ids: [], references: [], links: [], linkedCharacters: 0 }
}

function readWhole(page: Page, { fileName, ...metadata }: Named, reading: Reading): ImportedDocument {
  const blocks = withoutLinkBars(blocksOf(mainPartOf(page), false, reading))
  const unwrapped = withoutGutenbergBlocks(blocks)
  const gone = unwrapped ? [...unwrapped.before, ...unwrapped.after] : []
  if (gone.length > 0) {
    reading.leftOut.push({ what: 'licence', count: 1, words: wordsIn(gone), example: gone[0]!.text.slice(0, 80) })
  }
  const title = unwrapped?.title ?? metadata.title
  const chapters = toDocumentChapters(unwrapped?.body ?? blocks, title ?? nameFromFile(fileName), reading)
  return {
    ...metadata,
    title,
    author: metadata.author ?? unwrapped?.author,
    chapters,
    leftOut: sumLeftOut(reading.leftOut),
    warnings: [],
  }
}

function blocksOf(element: PageElement, isArticle: boolean, reading: Reading): PageBlock[] {
  const blocks = toPageBlocks(toSpokenTree(element, isArticle), '', reading)
  return withoutNotes([{ path: '', blocks }], reading).flatMap((page) => page.blocks)
}

function nameFromFile(fileName: string): string {
  const stem = fileStem(fileName)
  return stem === '' || stem === 'blob' ? 'Chapter 1' : stem
}
