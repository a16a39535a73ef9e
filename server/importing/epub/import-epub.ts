import { StudioError } from '#server/base/errors.ts'
import { withoutGutenbergBlocks } from '../document/gutenberg.ts'
import { type ImportedDocument, type ImportWarning, sumLeftOut } from '../document/imported-document.ts'
import type { DocumentFile } from '../document/importer.ts'
import { openZipArchive, type ZipArchive } from '../document/zip-archive.ts'
import { type Navigation, toBookChapters } from '../markup/book-chapters.ts'
import { wordsIn } from '../markup/divide-by-headings.ts'
import { withoutLinkBars } from '../markup/furniture-lines.ts'
import { withGuessedHeadings } from '../markup/guess-chapter-headings.ts'
import { newReading, type Reading, toPageBlocks } from '../markup/page-blocks.ts'
import { type Page, withoutNotes } from '../markup/without-notes.ts'
import { findElement, parseXml } from '../markup/xml.ts'
import { readCover } from './cover.ts'
import { toMetadata } from './metadata.ts'
import { readNavigation } from './navigation.ts'
import { type EpubPackage, readPackage } from './package-document.ts'
import { refuseProtected } from './protection.ts'

/** Only loaded for such a document: most of what it takes is the code that reads it. */
export async function importEpub(file: DocumentFile): Promise<ImportedDocument> {
  await using archive = await openZipArchive(file)
  const book = await readPackage(archive, file.fileName)
  await refuseProtected(archive, book, file.fileName)
  const navigation = await readNavigation(archive, book)
  const reading = newReading(file.choices)
  const { pages, warnings } = await readPages(archive, book, navigation, reading)
  const { pages: unwrapped, ...gutenberg } = withoutFrame(pages, reading)
  const plain = withoutNotes(unwrapped, reading)
  const { chapters, leftOut } = toBookChapters(
    navigation.contents.length > 1 ? plain : withGuessedHeadings(plain),
    navigation,
    file.limits.chapters,
    reading,
  )
  if (chapters.length === 0) throw new StudioError('empty_text', `"${file.fileName}" has no text to read aloud.`)
  const metadata = toMetadata(book.metadata)
  return {
    ...metadata,
    title: metadata.title ?? gutenberg.title,
    author: metadata.author ?? gutenberg.author,
    chapters,
    leftOut: sumLeftOut([...reading.leftOut, ...leftOut]),
    warnings,
    cover: await readCover(archive, book),
  }
}

type ReadPages = { pages: Page[]; warnings: ImportWarning[] }

/** What the reading order passes over is read where the table of contents leads to it, and it is no mere note. */
async function readPages(
  archive: ZipArchive,
  { spine }: EpubPackage,
  { contents }: Navigation,
  reading: Reading,
): Promise<ReadPages> {
  const entries = new Set(contents.map(({ path }) => path))
  const pages: Page[] = []
  const warnings: ImportWarning[] = []
  const known = new Set<string>()
  for (const { path, isLinear } of spine) {
    const name = archive.find(path)
    if (name === undefined) {
      const message = `"${path}" is listed in the book but is not there; it was skipped.`
      warnings.push({ code: 'file_missing', message, count: 1 })
      continue
    }
    if (known.has(name)) continue // under another spelling
    known.add(name)
    const found = newReading(reading.choices)
    const page = { path, blocks: withoutLinkBars(toPageBlocks(bodyOf(await archive.read(path)), path, found)) }
    if (isLinear || (entries.has(path) && wordsIn(page.blocks) > leastAsideWords)) {
      pages.push(page)
      for (const piece of found.leftOut) reading.leftOut.push(piece)
    } else reading.leftOut.push({ what: 'hidden', count: 1, words: wordsIn(page.blocks), example: path })
  }
  return { pages, warnings }
}

/** Notes and pictures that open on a tap have less. */
const leastAsideWords = 150

/** Project Gutenberg's header and licence may go over several pages. */
function withoutFrame(pages: Page[], reading: Reading): { pages: Page[]; title?: string; author?: string } {
  const found = withoutGutenbergBlocks(pages.flatMap(({ blocks }) => blocks))
  if (!found) return { pages }
  const gone = [...found.before, ...found.after]
  if (gone.length > 0) {
    reading.leftOut.push({ what: 'licence', count: 1, words: wordsIn(gone), example: gone[0]!.text.slice(0, 80) })
  }
  const body = new Set(found.body)
  const kept = pages.map(({ path, blocks }) => ({ path, blocks: blocks.filter((block) => body.has(block)) }))
  return { pages: kept, title: found.title, author: found.author }
}

function bodyOf(bytes: Buffer): ReturnType<typeof parseXml> {
  const document = parseXml(bytes)
  return findElement(document, 'body') ?? document
}
