import { readFile } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { toDocumentChapters } from './html/document-chapters.ts'
import { fileStem, type ImportedDocument, sumLeftOut } from './imported-document.ts'
import type { DocumentFile, Importer } from './importer.ts'
import { guessHeadings } from './markup/guess-headings.ts'
import { newReading, toPageBlocks } from './markup/page-blocks.ts'
import { withoutNotes } from './markup/without-notes.ts'
import { readRtf } from './rtf/read-rtf.ts'

/** Rich Text Format, as Word, LibreOffice, TextEdit and WordPad write it. */
export const rtfImporter: Importer = {
  format: 'RTF',
  extensions: ['rtf'],
  mediaTypes: ['application/rtf', 'text/rtf'],
  sniff: ({ start }) => (/^(?:\xef\xbb\xbf)?\s*\{\\rtf/.test(start.toString('latin1', 0, 64)) ? 'sure' : 'no'),
  read,
}

async function read({ path, fileName, choices }: DocumentFile): Promise<ImportedDocument> {
  const reading = newReading(choices)
  const { body, paragraphs, ...metadata } = readRtf((await readFile(path)).toString('latin1'), reading)
  guessHeadings(paragraphs)
  const pages = withoutNotes([{ path: '', blocks: toPageBlocks(body, '', reading) }], reading)
  const blocks = pages.flatMap((page) => page.blocks)
  const chapters = toDocumentChapters(blocks, metadata.title ?? nameFromFile(fileName), reading)
  if (chapters.length === 0) throw new StudioError('empty_text', `"${fileName}" has no text to read aloud.`)
  return { ...metadata, chapters, leftOut: sumLeftOut(reading.leftOut), warnings: [] }
}

function nameFromFile(fileName: string): string {
  const stem = fileStem(fileName)
  return stem === '' || stem === 'blob' ? 'Chapter 1' : stem
}
