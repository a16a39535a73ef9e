import { readFile } from 'node:fs/promises'
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { StudioError } from '#server/base/errors.ts'
import {
  countWords,
  fileStem,
  type ImportedDocument,
  type ImportWarning,
  type LeftOutKind,
  sumLeftOut,
} from '../document/imported-document.ts'
import type { DocumentFile } from '../document/importer.ts'
import { toBookChapters } from '../markup/book-chapters.ts'
import { newReading, type Reading } from '../markup/page-blocks.ts'
import { withoutNotes } from '../markup/without-notes.ts'
import { findContents } from './contents-lines.ts'
import { measure } from './document-measures.ts'
import { withDropCapitals } from './drop-capitals.ts'
import { type Titled, withHeadings } from './headings.ts'
import { textJoiner } from './join-text.ts'
import { type Line, toLines } from './lines.ts'
import { openPdf } from './open-pdf.ts'
import { readOutline } from './outline.ts'
import { type PageWithNotes, withoutFootNotes } from './page-notes.ts'
import { toParagraphs } from './paragraphs.ts'
import { toMetadata } from './pdf-metadata.ts'
import { type Looks, readPage } from './read-page.ts'
import { refuseUnreadable } from './readable-pages.ts'
import { findRunningHeads, type PlacedPage } from './running-heads.ts'
import { toPageBlocks, withoutReferences } from './to-page-blocks.ts'

/** Only loaded for such a document: most of what it takes is the code that reads it. */
export async function importPdf({ path, fileName, choices, limits }: DocumentFile): Promise<ImportedDocument> {
  await using document = await openPdf(await readFile(path), fileName)
  const { pages, tops, warnings } = await readPages(document, fileName)
  warnings.push(...(await refuseUnreadable(document, pages, fileName)))
  const reading = newReading(choices)
  const lines = pages.flatMap((page) => page.lines)
  const measures = measure(lines)
  const cleaned = withoutFurniture(pages, measures.bodySize, reading)
  const join = textJoiner(cleaned.flatMap((page) => page.lines.map(({ text }) => text)))
  const body = withDropCapitals(
    cleaned.flatMap((page) => page.lines),
    measures.bodySize,
  )
  const paragraphs = toParagraphs(body, measure(body), join)
  const outline = await readOutline(document, tops)
  const notes = cleaned
    .flatMap((page) => page.notes)
    .map(({ id, lines }) => ({ id, text: join(lines.map(({ text }) => text)) }))
  const titled = withHeadings(paragraphs, outline, measures)
  const { blocks, contents } = toPageBlocks(titled, notes, reading)
  const metadata = await toMetadata(document)
  const title = metadata.title ?? titleOnFirstPage(titled)
  const spoken = withoutNotes([{ path: '', blocks }], reading)
  const name = title ?? nameFromFile(fileName)
  const { chapters, leftOut } = toBookChapters(
    spoken,
    { contents, landmarks: new Map() },
    limits.chapters,
    reading,
    name,
  )
  if (chapters.length === 0) throw new StudioError('empty_text', `"${fileName}" has no text to read aloud.`)
  return { ...metadata, title, chapters, leftOut: sumLeftOut([...reading.leftOut, ...leftOut]), warnings }
}

type ReadPages = { pages: PlacedPage[]; tops: number[]; warnings: ImportWarning[] }

/**
 * A damaged page is passed over, and told.
 * @throws StudioError `document_broken` when all pages are damaged
 */
async function readPages(document: PDFDocumentProxy, fileName: string): Promise<ReadPages> {
  const pages: PlacedPage[] = []
  const tops: number[] = []
  const damaged: number[] = []
  const looks: Looks = new Map()
  let column = 0
  let cause: unknown
  for (let index = 0; index < document.numPages; index++) {
    try {
      const page = await document.getPage(index + 1)
      const read = await readPage(page, index, looks)
      const lines = toLines(read, column)
      column = (lines.at(-1)?.column ?? column) + 1
      pages.push({ lines, height: read.height })
      tops.push(page.view[3]!)
    } catch (thrown) {
      cause = thrown
      damaged.push(index + 1)
      pages.push({ lines: [], height: 0 })
      tops.push(0)
    }
  }
  if (damaged.length === pages.length) {
    throw new StudioError('document_broken', `"${fileName}" is a damaged PDF: none of its pages can be read.`, {
      cause,
    })
  }
  const message =
    damaged.length === 1
      ? `Page ${damaged[0]} of ${pages.length} is damaged and was passed over.`
      : `${damaged.length} of ${pages.length} pages are damaged and were passed over, from page ${damaged[0]} on.`
  return {
    pages,
    tops,
    warnings: damaged.length > 0 ? [{ code: 'pages_damaged', message, count: damaged.length }] : [],
  }
}

/** Without running heads, page numbers, lists of contents; and with notes apart. */
function withoutFurniture(pages: readonly PlacedPage[], bodySize: number, reading: Reading): PageWithNotes[] {
  const heads = findRunningHeads(pages, bodySize)
  leaveOut([...heads], 'page_numbers', reading)
  const bare = pages.map(({ lines }) => lines.filter((line) => !heads.has(line)))
  const contents = reading.choices.matter === 'read' ? new Set<Line>() : findContents(bare.flat())
  leaveOut([...contents], 'contents', reading)
  return withoutFootNotes(
    bare.map((lines) => lines.filter((line) => !contents.has(line))),
    bodySize,
  )
}

function leaveOut(lines: readonly Line[], what: LeftOutKind, { leftOut }: Reading): void {
  if (lines.length === 0) return
  const words = lines.reduce((sum, { text }) => sum + countWords(text), 0)
  leftOut.push({ what, count: lines.length, words, example: lines[0]!.text.slice(0, 80) })
}

/** The one heading of the highest level there. */
function titleOnFirstPage(paragraphs: readonly Titled[]): string | undefined {
  const titles = paragraphs.filter(({ subType, lines }) => subType === 'h1' && lines[0]!.page === 0)
  return titles.length === 1 ? withoutReferences(titles[0]!.text) : undefined
}

function nameFromFile(fileName: string): string {
  const stem = fileStem(fileName)
  return stem === '' || stem === 'blob' ? 'Chapter 1' : stem
}
