import { StudioError } from '#server/base/errors.ts'
import { toBookChapters } from './epub/book-chapters.ts'
import { toMetadata } from './epub/metadata.ts'
import { readNavigation } from './epub/navigation.ts'
import { type EpubPackage, readPackage } from './epub/package-document.ts'
import { toPageBlocks } from './epub/page-blocks.ts'
import { refuseProtected } from './epub/protection.ts'
import { type Page, withoutNotes } from './epub/without-notes.ts'
import { findElement, parseXml } from './epub/xml.ts'
import { openZipArchive, type ZipArchive } from './epub/zip-archive.ts'
import type { ImportedDocument } from './imported-document.ts'
import type { DocumentFile, DocumentSample, Importer } from './importer.ts'

/** EPUB 2 and 3, forgiving what reading systems forgive. */
export const epubImporter: Importer = {
  format: 'EPUB',
  extensions: ['epub'],
  mediaTypes: ['application/epub+zip'],
  sniff: sniffEpub,
  read: readEpub,
}

/** A ZIP that says so in its first file, as it should, or lists EPUB's container at its end. */
function sniffEpub({ start, end }: DocumentSample): 'sure' | 'no' {
  const isZip = start.toString('latin1', 0, 4) === 'PK\x03\x04'
  const saysSo = start.subarray(0, 200).includes('application/epub+zip') || end.includes('META-INF/container.xml')
  return isZip && saysSo ? 'sure' : 'no'
}

async function readEpub(file: DocumentFile): Promise<ImportedDocument> {
  await using archive = await openZipArchive(file)
  const book = await readPackage(archive, file.fileName)
  await refuseProtected(archive, book, file.fileName)
  const navigation = await readNavigation(archive, book)
  const { pages, missing } = await readPages(archive, book)
  const navPath = book.navigation?.path
  const { chapters, warnings } = toBookChapters(withoutNotes(pages), navigation, navPath, file.limits.chapters)
  if (chapters.length === 0) throw new StudioError('empty_text', `"${file.fileName}" has no text to read aloud.`)
  return { ...toMetadata(book.metadata), chapters, warnings: [...missing, ...warnings] }
}

async function readPages(archive: ZipArchive, { spine }: EpubPackage): Promise<{ pages: Page[]; missing: string[] }> {
  const pages: Page[] = []
  const missing: string[] = []
  for (const { path } of spine) {
    if (archive.has(path)) pages.push({ path, blocks: toPageBlocks(bodyOf(await archive.read(path)), path) })
    else missing.push(`"${path}" is listed in the book but is not there; it was skipped.`)
  }
  return { pages, missing }
}

function bodyOf(bytes: Buffer): ReturnType<typeof parseXml> {
  const document = parseXml(bytes)
  return findElement(document, 'body') ?? document
}
