import { readFile } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { fileStem, type ImportedDocument, sumLeftOut } from '../document/imported-document.ts'
import type { DocumentFile } from '../document/importer.ts'
import { openZipArchive } from '../document/zip-archive.ts'
import { toBookChapters } from '../markup/book-chapters.ts'
import { newReading, toPageBlocks } from '../markup/page-blocks.ts'
import { withoutNotes } from '../markup/without-notes.ts'
import { findElement, parseXml } from '../markup/xml.ts'
import { toMetadata } from './metadata.ts'
import { toTree } from './to-tree.ts'

/** Only loaded for such a document: most of what it takes is the code that reads it. */
export async function importFb2(file: DocumentFile): Promise<ImportedDocument> {
  const { fileName, choices, limits } = file
  const root = parseXml(await bytesOf(file))
  const book = findElement(root, 'fictionbook')
  if (!book) throw new StudioError('document_broken', `"${fileName}" has no FictionBook element.`)
  const reading = newReading(choices)
  const tree = toTree(book)
  const pages = withoutNotes([{ path: '', blocks: toPageBlocks(tree.body, '', reading) }], reading)
  const metadata = toMetadata(book)
  const navigation = { contents: tree.contents, landmarks: new Map() }
  const name = metadata.title ?? nameFromFile(fileName)
  const { chapters, leftOut } = toBookChapters(pages, navigation, limits.chapters, reading, name)
  if (chapters.length === 0) throw new StudioError('empty_text', `"${fileName}" has no text to read aloud.`)
  return { ...metadata, chapters, leftOut: sumLeftOut([...reading.leftOut, ...leftOut]), warnings: [] }
}

async function bytesOf(file: DocumentFile): Promise<Buffer> {
  const bytes = await readFile(file.path)
  if (bytes.toString('latin1', 0, 2) !== 'PK') return bytes
  await using archive = await openZipArchive(file)
  const name = archive.names.find((one) => /\.fb2$/i.test(one))
  if (!name) throw new StudioError('document_broken', `"${file.fileName}" holds no FictionBook (.fb2).`)
  return archive.read(name)
}

function nameFromFile(fileName: string): string {
  const stem = fileStem(fileName)
  return stem === '' || stem === 'blob' ? 'Chapter 1' : stem
}
