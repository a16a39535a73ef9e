import { readFile } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { fileStem, type ImportedDocument, sumLeftOut } from '../document/imported-document.ts'
import type { DocumentFile } from '../document/importer.ts'
import { toDocumentChapters } from '../html/document-chapters.ts'
import { guessHeadings } from '../markup/guess-headings.ts'
import { newReading, toPageBlocks } from '../markup/page-blocks.ts'
import { withoutNotes } from '../markup/without-notes.ts'
import { readRtf } from './read-rtf.ts'

/** Only loaded for such a document: most of what it takes is the code that reads it. */
export async function importRtf({ path, fileName, choices }: DocumentFile): Promise<ImportedDocument> {
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
