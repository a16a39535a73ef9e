import { readFile } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { toMetadata } from './fb2/metadata.ts'
import { toTree } from './fb2/to-tree.ts'
import { fileStem, type ImportedDocument, sumLeftOut } from './imported-document.ts'
import type { DocumentFile, DocumentSample, Importer } from './importer.ts'
import { toBookChapters } from './markup/book-chapters.ts'
import { newReading, toPageBlocks } from './markup/page-blocks.ts'
import { withoutNotes } from './markup/without-notes.ts'
import { findElement, parseXml } from './markup/xml.ts'
import { openZipArchive } from './zip-archive.ts'

/** FictionBook 2, by itself or in a ZIP as libraries give it. */
export const fb2Importer: Importer = {
  format: 'FictionBook',
  extensions: ['fb2'],
  mediaTypes: ['application/x-fictionbook+xml', 'application/x-fictionbook'],
  sniff: ({ start, end }) => (isFictionBook(start) || isPackedBook({ start, end }) ? 'sure' : 'no'),
  read: readFb2,
}

function isFictionBook(start: Buffer): boolean {
  return /<(?:\w+:)?FictionBook\b/.test(start.toString('latin1', 0, 4096).replaceAll('\0', ''))
}

/** A ZIP whose first file is one, as its name there says. */
function isPackedBook({ start }: DocumentSample): boolean {
  if (start.toString('latin1', 0, 4) !== 'PK\x03\x04') return false
  const length = start.length > 30 ? start.readUInt16LE(26) : 0
  return /\.fb2$/i.test(start.toString('latin1', 30, 30 + length))
}

async function readFb2(file: DocumentFile): Promise<ImportedDocument> {
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
